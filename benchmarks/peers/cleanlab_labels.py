"""Run in an environment with cleanlab: `cleanlab_labels.py FILE.npz` with probabilities, labels and wrong; prints
JSON.
"""

import json
import sys

import numpy as np
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores

given = np.load(sys.argv[1])
labels, wrong = given["labels"], given["wrong"]
probabilities = given["probabilities"].astype(float)
probabilities /= probabilities.sum(axis=1, keepdims=True)
found = {}
for method in ("self_confidence", "normalized_margin"):
    top = np.argsort(get_label_quality_scores(labels, probabilities, method=method))[: wrong.sum()]
    found[f"top by {method}"] = [len(top), float(wrong[top].mean()), float(wrong[top].sum() / wrong.sum())]
for method in ("confident_learning", "both"):
    issues = find_label_issues(labels, probabilities, filter_by=method, n_jobs=1)
    found[f"issues by {method}"] = [
        int(issues.sum()),
        float(wrong[issues].mean()),
        float(wrong[issues].sum() / wrong.sum()),
    ]
print(json.dumps(found))
