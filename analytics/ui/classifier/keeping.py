"""What does a keep rule on the score keep? The rule, its curve, its effect by group, and the documents."""

from __future__ import annotations

import math

import pandas as pd
import streamlit as st

from analytics.ask import score_retention
from analytics.ask.classifier import Training
from analytics.ask.filters import KEEP_RULES, KeptByScore
from analytics.ask.score_retention import GROUPS
from analytics.ask.selection import Selection
from analytics.figures import classifier as figures
from analytics.recipe.steps import KeepOnly
from analytics.ui.classifier.scores import pick_score
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.documents import document_table
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.decisions import offer
from analytics.ui.frame.page import Page

RULES = {"Pareto": "pareto", "Threshold": "threshold", "Best share": "percentile"}
KEPT, REMOVED = "Kept documents", "Removed documents"
VISIBLE_ROWS, SLIDER_WIDTH = 8, 360
PARETO_HELP = (
    "A document is kept with the probability (2 - score)^-alpha: most documents with a high score, and a few of all "
    "others. A hash of the text decides: the same text always gets the same decision. GPT-3 used alpha 9, chosen so "
    "that the scores of the kept documents resemble those of the positive examples. The fitted alpha is computed "
    "in the same way."
)


def keep(page: Page, trained: Training) -> None:
    """Choose a keep rule and see what it keeps."""
    rule = _pick_rule(page, trained)
    summary = st.container(horizontal=True, vertical_alignment="center")
    curve, by_group = st.columns([2, 3], gap="medium")
    with curve:
        _curve(page, rule)
    with by_group:
        by = _pick_group()
        rows = page.ask(score_retention.kept_by_group, rule, by)
        _groups(rows, GROUPS[by])
    with summary:
        st.markdown(plain(_summary(rows.iloc[0], rule)), width="content")
        offer(page, KeepOnly((rule,)), "Add keep step")
    _documents(page, rule)


def _pick_rule(page: Page, trained: Training) -> KeptByScore:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        column = pick_score(trained)
        choice = st.segmented_control(
            "Keep rule", list(RULES), default="Pareto", key="rule", bind="query-params", required=True
        )
        rule = RULES[choice or "Pareto"]
        return KeptByScore(rule, _pick_value(page, rule, column), column)


def _pick_value(page: Page, rule: str, column: str) -> float:
    """The value of the rule: the lowest score, the share, or alpha."""
    if rule == "threshold":
        return st.slider("Minimum score", 0.0, 1.0, 0.5, 0.01, key="threshold", bind="query-params", width=SLIDER_WIDTH)
    if rule == "percentile":
        return st.slider(
            "Share to keep", 0.0, 1.0, 0.5, 0.01, "percent", key="best", bind="query-params", width=SLIDER_WIDTH
        )
    fitted = page.ask(score_retention.fitted_alpha, column)
    label = "Alpha" if math.isnan(fitted) else f"Alpha (fitted as in the GPT-3 paper: {fitted:g})"
    return st.slider(
        label, 0.0, 30.0, 9.0, 0.1, "%.1f", key="alpha", bind="query-params", width=SLIDER_WIDTH, help=PARETO_HELP
    )


def _curve(page: Page, rule: KeptByScore) -> None:
    if rule.rule == "percentile":
        st.caption(
            "Keeps the documents with the highest scores, up to the share that you choose. The share kept of "
            "each source "
            "differs: see the table."
        )
        return
    axis = "alpha" if rule.rule == "pareto" else "minimum score"
    rows = page.ask(score_retention.retention_curve, rule.rule, rule.column)
    show(figures.retention(rows, rule.value, axis), f"Share kept by {axis}")


def _pick_group() -> str:
    names = {title: name for name, title in GROUPS.items()}
    choice = st.segmented_control(
        "Group by", list(names), default="Source", key="keep-by", required=True, label_visibility="collapsed"
    )
    return names.get(choice or "", "source")


def _groups(rows: pd.DataFrame, title: str) -> None:
    shown = rows.assign(share=rows.kept / rows.documents.clip(lower=1), share_of_tokens=rows.kept_tokens / rows.tokens)
    columns = {
        "name": formats.text(title, pinned=True),
        "documents": formats.count("Documents"),
        "kept": formats.count("Kept"),
        "share": formats.share_bar("Share kept"),
        "share_of_tokens": formats.share("Share of tokens"),
    }
    table(shown, columns, f"Kept documents by {title.lower()}", visible_rows=VISIBLE_ROWS)


def _summary(whole: pd.Series, rule: KeptByScore) -> str:
    share = whole.kept / max(whole.documents, 1)
    text = f"{KEEP_RULES[rule.rule]}: {whole.kept:,.0f} of {whole.documents:,.0f} documents kept ({share:.1%})"
    if whole.tokens and not math.isnan(whole.tokens):
        text += f", with {whole.kept_tokens / whole.tokens:.1%} of the tokens"
    return f"{text}. The formula expects {whole.expected:,.0f}." if rule.rule == "pareto" else f"{text}."


def _documents(page: Page, rule: KeptByScore) -> None:
    side = st.segmented_control("Show documents", [KEPT, REMOVED], key="keep-read")
    score = page.column("quality", rule.column)
    if side == KEPT:
        document_table(page, Selection((*page.selection.filters, rule)), "kept", score)
    elif side == REMOVED:
        st.caption("Sorted by score, the highest first. These documents were removed by a small margin or by chance.")
        removed = KeptByScore(rule.rule, rule.value, rule.column, False)
        document_table(page, Selection((*page.selection.filters, removed)), "gone", score, descending=True)
