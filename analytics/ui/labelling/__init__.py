"""The Label page: schemas, the queue that the keyboard answers, progress, agreement and predictions; and annotators."""

from analytics.ui.labelling.annotators import annotators
from analytics.ui.labelling.bulk import predict, whole_selection
from analytics.ui.labelling.making import make, pick
from analytics.ui.labelling.progress import progress
from analytics.ui.labelling.queue import queue, settings
from analytics.ui.labelling.turn import Setting

__all__ = [
    "Setting",
    "annotators",
    "make",
    "pick",
    "predict",
    "progress",
    "queue",
    "settings",
    "whole_selection",
]
