"""The Evaluation sets page: which sets there are, what of them is in the corpus, and how models do on them."""

from analytics.ui.evaluation.leaks import leaks, warn
from analytics.ui.evaluation.saving import save_set
from analytics.ui.evaluation.scores import scores
from analytics.ui.evaluation.sets import items, pick

__all__ = ["items", "leaks", "pick", "save_set", "scores", "warn"]
