"""Run in an environment with cleanlab: `cleanlab_labels.py FILE.npz` with probabilities, labels and wrong. Prints JSON:
the precision and recall of what `find_label_issues` flags by default, the number of these, and the average precision
of the order by self-confidence.
"""

import json
import sys

import numpy as np
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_label_quality_scores
from sklearn.metrics import average_precision_score

arrays = np.load(sys.argv[1])
labels, wrong = arrays["labels"], arrays["wrong"]
probabilities = arrays["probabilities"].astype(float)
probabilities /= probabilities.sum(axis=1, keepdims=True)
issues = find_label_issues(labels, probabilities, n_jobs=1)
order = -get_label_quality_scores(labels, probabilities, method="self_confidence")
figures = [wrong[issues].mean(), wrong[issues].sum() / wrong.sum(), average_precision_score(wrong, order), issues.sum()]
print(json.dumps([float(figure) for figure in figures]))
