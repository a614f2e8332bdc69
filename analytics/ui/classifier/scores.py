"""The scores of each source, and documents with high, uncertain and low scores."""

from __future__ import annotations

import streamlit as st

from analytics.ask import classifier
from analytics.ask.classifier import Training
from analytics.ask.filters import Range
from analytics.ask.selection import Selection
from analytics.figures import classifier as figures
from analytics.signals.registry import SIGNALS
from analytics.ui.components.charts import show
from analytics.ui.components.documents import document_table
from analytics.ui.frame.page import Page

COLUMNS = {"Words": "quality_score", "Vectors": "quality_score_vectors"}
"""What the classifier was trained on -> the column of its score."""
SPANS = {"Highest scores": (0.9, None), "Uncertain": (0.4, 0.6), "Lowest scores": (None, 0.1)}


def scores(page: Page, trained: Training) -> None:
    """The scores by source, and the documents of one range of scores."""
    column = pick_score(trained)
    rows = page.ask(classifier.scores_by_source, column)
    show(figures.scores_by_source(rows, SIGNALS[column].title), "Scores by source")
    span = st.segmented_control("Show documents", list(SPANS), key="read")
    if span in SPANS:
        matching = Selection((*page.selection.filters, Range("quality", column, *SPANS[span])))
        is_highest = span == next(iter(SPANS))
        document_table(page, matching, f"scores-{span}", page.column("quality", column), is_highest)


def pick_score(trained: Training) -> str:
    """The column of the score to look at: from words, or from vectors where there is one."""
    if trained.vectors is None:
        return COLUMNS["Words"]
    choice = st.segmented_control(
        "Trained on", list(COLUMNS), default="Words", key="score", bind="query-params", required=True
    )
    return COLUMNS[choice or "Words"]
