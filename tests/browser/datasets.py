"""The datasets of the dashboard that most browser tests share."""

from tests.duplicate_stages import CORPORA

FULL_LOG, FEW, MAPPED, TWO_TEXTS, LABELS = "full log", "few", "mapped", "two", "labels"
DATASETS = (FULL_LOG, FEW, MAPPED, TWO_TEXTS, LABELS, *(name.replace(" ", "-") for name in CORPORA))
"""The first one is shown where a link names none."""
