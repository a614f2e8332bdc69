"""Run in an environment with cleanlab: `cleanlab_labels.py FILE.npz` with probabilities, labels and wrong; prints
JSON.
"""

import json
import sys

import numpy as np
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

arrays = np.load(sys.argv[1])
labels, wrong = arrays["labels"], arrays["wrong"]
probabilities = arrays["probabilities"].astype(float)
probabilities /= probabilities.sum(axis=1, keepdims=True)
results = {}
for method in ("self_confidence", "normalized_margin"):
    top = np.argsort(get_label_quality_scores(labels, probabilities, method=method))[: wrong.sum()]
    results[f"top by {method}"] = [len(top), float(wrong[top].mean()), float(wrong[top].sum() / wrong.sum())]
for method in ("confident_learning", "both"):
    issues = find_label_issues(labels, probabilities, filter_by=method, n_jobs=1)
    results[f"issues by {method}"] = [
        int(issues.sum()),
        float(wrong[issues].mean()),
        float(wrong[issues].sum() / wrong.sum()),
    ]
print(json.dumps(results))
