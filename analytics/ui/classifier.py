"""The views of the classifier's page: how far it can be trusted, and what a keep rule on its score keeps."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from analytics.ask import classifier, score_retention
from analytics.ask.classifier import Evaluation, Training
from analytics.ask.filters import KEEP_RULES, KeptByScore, Range
from analytics.ask.score_retention import GROUPS
from analytics.ask.selection import Selection
from analytics.figures import classifier as figures
from analytics.recipe.steps import KeepOnly
from analytics.signals.registry import SIGNALS
from analytics.statistics.intervals import Estimate
from analytics.ui.components.charts import show
from analytics.ui.components.documents import document_table
from analytics.ui.components.text import plain
from analytics.ui.decisions import offer
from analytics.ui.frame.page import Page

SCORES = {"Words": "quality_score", "Vectors": "quality_score_vectors"}
RULE_NAMES = {"Pareto": "pareto", "Threshold": "threshold", "Best share": "percentile"}
BALANCED = (
    "Both sides weigh the same, whatever their sizes. The documents were never learnt, and no duplicate of them was."
)
PARETO = "A document stays with the probability (2 - score)^-alpha: most with a high score, a few of all others. A hash of the text decides, so the same text always fares alike. GPT-3 took 9, chosen so that the scores of what stays are like those of the liked documents; so is the fitted alpha."


def trust(page: Page, trained: Training) -> None:
    """Held-out figures with intervals, calibration, and the words that decide."""
    columns = st.columns(4)
    for column, (name, pick) in zip(
        columns, (("AUC", "auc"), ("Accuracy", "accuracy"), ("Scores are off by", "calibration_error")), strict=False
    ):
        column.metric(
            name, *_figures(getattr(trained.words, pick), pick), delta_color="off", delta_arrow="off", help=BALANCED
        )
    columns[3].metric(
        "Learnt from",
        f"{sum(trained.trained_on):,}",
        f"in {trained.seconds:.0f} s, all scored",
        delta_color="off",
        delta_arrow="off",
        help=_sides(trained),
    )
    left, right = st.columns(2, gap="medium")
    with left:
        st.subheader("Which words decide?", anchor=False)
        show(figures.top_features(page.ask(classifier.top_features)), "The words that speak most for and against")
    with right:
        st.subheader("Does a score mean what it says?", anchor=False)
        examined = {"words": trained.words} | ({"vectors": trained.vectors} if trained.vectors else {})
        show(
            figures.reliability({name: one.reliability for name, one in examined.items()}),
            "Share of liked documents against the score",
        )
        if trained.vectors:
            st.caption(plain(_comparison(trained.words, trained.vectors)))


def scores(page: Page, trained: Training) -> None:
    """Where each source stands, and the documents at either end and in doubt."""
    column = _pick_score(trained)
    show(
        figures.scores_by_source(page.ask(classifier.scores_by_source, column), SIGNALS[column].title),
        "Scores by source",
    )
    spans = {"Highest": (0.9, None), "In doubt": (0.4, 0.6), "Lowest": (None, 0.1)}
    read = st.segmented_control("Read", list(spans), key="read")
    if read in spans:
        span = spans[read]
        document_table(
            page,
            Selection((*page.selection.filters, Range("quality", column, *span))),
            f"scores-{read}",
            page.column("quality", column),
            read == "Highest",
        )


def keep(page: Page, trained: Training) -> None:
    """Choose a keep rule with its consequences in view."""
    rule = _pick_rule(page, trained)
    by_name = {title: name for name, title in GROUPS.items()}
    said = st.container(horizontal=True, vertical_alignment="center")
    curve_column, table_column = st.columns([2, 3], gap="medium")
    with curve_column:
        if rule.rule == "percentile":
            st.caption(
                "The best share of all scored documents stays: what is kept is what you ask for. By source it is not: see beside."
            )
        else:
            title = "alpha" if rule.rule == "pareto" else "least score that stays"
            show(
                figures.retention(page.ask(score_retention.retention_curve, rule.rule, rule.column), rule.value, title),
                "Share kept over the rule's range",
            )
    with table_column:
        by = by_name.get(
            st.segmented_control(
                "By", list(by_name), default="Source", key="keep-by", required=True, label_visibility="collapsed"
            )
            or "",
            "source",
        )
        found = page.ask(score_retention.kept_by_group, rule, by)
        _groups(found, GROUPS[by])
    with said:
        st.markdown(plain(_kept_words(found.iloc[0], rule)), width="content")
        offer(page, KeepOnly((rule,)), "Keep only these")
    side = st.segmented_control("Read", ["What stays", "What goes"], key="keep-read")
    if side == "What stays":
        document_table(page, Selection((*page.selection.filters, rule)), "kept", page.column("quality", rule.column))
    elif side == "What goes":
        st.caption("The highest scores come first: what only just goes, or was unlucky.")
        document_table(
            page,
            Selection((*page.selection.filters, KeptByScore(rule.rule, rule.value, rule.column, False))),
            "gone",
            page.column("quality", rule.column),
            True,
        )


def _pick_score(trained: Training) -> str:
    if trained.vectors is None:
        return SCORES["Words"]
    return SCORES[
        st.segmented_control(
            "Learnt from", list(SCORES), default="Words", key="score", bind="query-params", required=True
        )
        or "Words"
    ]


def _pick_rule(page: Page, trained: Training) -> KeptByScore:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        column = _pick_score(trained)
        rule = RULE_NAMES[
            st.segmented_control(
                "Keep by", list(RULE_NAMES), default="Pareto", key="rule", bind="query-params", required=True
            )
            or "Pareto"
        ]
        if rule == "threshold":
            value = st.slider("Least score", 0.0, 1.0, 0.5, 0.01, key="threshold", bind="query-params", width=360)
        elif rule == "percentile":
            value = st.slider(
                "Best share", 0.0, 1.0, 0.5, 0.01, format="percent", key="best", bind="query-params", width=360
            )
        else:
            fitted = page.ask(score_retention.fitted_alpha, column)
            like_paper = "" if math.isnan(fitted) else f" (fitted as in the paper: {fitted:g})"
            value = st.slider(
                f"Alpha{like_paper}",
                0.0,
                30.0,
                9.0,
                0.1,
                format="%.1f",
                key="alpha",
                bind="query-params",
                width=360,
                help=PARETO,
            )
    return KeptByScore(rule, float(value), column)


def _groups(found: pd.DataFrame, title: str) -> None:
    shown = pd.DataFrame(
        {
            title: found.name,
            "Documents": found.documents,
            "Kept": found.kept,
            "Share": 100 * found.kept / found.documents.clip(lower=1),
            "Of its tokens": 100 * found.kept_tokens / found.tokens,
        }
    )
    number, share = (
        st.column_config.NumberColumn(format="localized"),
        st.column_config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100),
    )
    columns = {title: st.column_config.TextColumn(pinned=True), "Share": share} | dict.fromkeys(
        ("Documents", "Kept"), number
    )
    columns["Of its tokens"] = st.column_config.NumberColumn(format="%.1f%%")
    st.dataframe(shown, hide_index=True, alt=f"What is kept by {title.lower()}", height=300, column_config=columns)


def _kept_words(whole: pd.Series, rule: KeptByScore) -> str:
    share = whole.kept / max(whole.documents, 1)
    said = f"{KEEP_RULES[rule.rule]}: {whole.kept:,.0f} of {whole.documents:,.0f} documents stay ({share:.1%})"
    said += (
        f", with {whole.kept_tokens / whole.tokens:.1%} of the tokens."
        if whole.tokens and not math.isnan(whole.tokens)
        else "."
    )
    return said + (f" By formula it is {whole.expected:,.0f}." if rule.rule == "pareto" else "")


def _figures(one: Estimate, name: str) -> tuple[str, str]:
    form = ".4f" if name == "auc" else ".1%"
    return f"{one.value:{form}}", f"{one.low:{form}} to {one.high:{form}}"


def _sides(trained: Training) -> str:
    said = f"{trained.trained_on[0]:,} liked and {trained.trained_on[1]:,} unliked; {trained.held_out[0]:,} and {trained.held_out[1]:,} more were kept back to examine it."
    said += f" {trained.repeats:,} duplicates of these taught nothing." if trained.repeats else ""
    return plain(
        said
        + (f" {trained.both_sides:,} documents stood on both sides and count on neither." if trained.both_sides else "")
    )


def _comparison(words: Evaluation, vectors: Evaluation) -> str:
    return (
        f"From vectors instead of words: AUC {vectors.auc.value:.4f} ({vectors.auc.low:.4f} to {vectors.auc.high:.4f}) against {words.auc.value:.4f}, "
        f"accuracy {vectors.accuracy.value:.1%} against {words.accuracy.value:.1%}."
    )
