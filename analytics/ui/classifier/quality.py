"""How far can the classifier be trusted? Figures on held-out documents, calibration, and the words that decide."""

from __future__ import annotations

import streamlit as st

from analytics.ask import classifier
from analytics.ask.classifier import Evaluation, Training
from analytics.figures import classifier as figures
from analytics.statistics.intervals import Estimate
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

FIGURES = {"AUC": "auc", "Accuracy": "accuracy", "Calibration error": "calibration_error"}
"""The name on the page -> the field of an Evaluation."""
BALANCED = (
    "Measured on documents that the classifier was not trained on, without their duplicates. "
    "Both sides have the same weight, even if their sizes differ."
)


def quality(page: Page, trained: Training) -> None:
    """The figures with their intervals, the words with the largest weights, and the calibration curve."""
    _figures(trained)
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Which words decide?", anchor=False)
        show(figures.top_features(page.ask(classifier.top_features)), "The words with the largest weights")
    with right:
        st.subheader("Are the scores calibrated?", anchor=False)
        examined = {"words": trained.words} | ({"vectors": trained.vectors} if trained.vectors else {})
        curves = {name: one.reliability for name, one in examined.items()}
        show(figures.reliability(curves), "Share of positive examples by score")
        if trained.vectors:
            st.caption(plain(_comparison(trained.words, trained.vectors)))


def _figures(trained: Training) -> None:
    *columns, last = st.columns(len(FIGURES) + 1)
    for column, (name, field) in zip(columns, FIGURES.items(), strict=True):
        estimate: Estimate = getattr(trained.words, field)
        form = ".4f" if field == "auc" else ".1%"
        column.metric(
            name,
            f"{estimate.value:{form}}",
            f"{estimate.low:{form}} to {estimate.high:{form}}",
            delta_color="off",
            delta_arrow="off",
            help=BALANCED,
        )
    last.metric(
        "Training documents",
        f"{sum(trained.trained_on):,}",
        f"training and scoring took {trained.seconds:.0f} s",
        delta_color="off",
        delta_arrow="off",
        help=plain(_describe_sides(trained)),
    )


def _describe_sides(trained: Training) -> str:
    liked, unliked = trained.trained_on
    held_liked, held_unliked = trained.held_out
    sentences = [
        f"{liked:,} positive and {unliked:,} negative examples; {held_liked:,} and {held_unliked:,} more are held out."
    ]
    if trained.repeats:
        sentences.append(f"{trained.repeats:,} duplicates of these were not used.")
    if trained.both_sides:
        sentences.append(f"{trained.both_sides:,} documents were on both sides and were not used.")
    return " ".join(sentences)


def _comparison(words: Evaluation, vectors: Evaluation) -> str:
    return (
        f"Trained on vectors instead of words: AUC {vectors.auc.value:.4f} "
        f"({vectors.auc.low:.4f} to {vectors.auc.high:.4f}) compared with {words.auc.value:.4f}, "
        f"accuracy {vectors.accuracy.value:.1%} compared with {words.accuracy.value:.1%}."
    )
