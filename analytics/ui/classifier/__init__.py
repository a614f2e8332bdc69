"""The Classifier page: train it, see how accurate it is, read by score, and choose what its score keeps."""

from analytics.ui.classifier.keeping import keep
from analytics.ui.classifier.quality import quality
from analytics.ui.classifier.scores import scores
from analytics.ui.classifier.training import retrain, train

__all__ = ["keep", "quality", "retrain", "scores", "train"]
