"""The Compare page: which two selections, and the terms, columns and feedback in which they differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import comparison
from analytics.ask.filters import Decided
from analytics.ask.selection import ALL, Selection
from analytics.ui.components import formats
from analytics.ui.components.selection import saved_for_comparison
from analytics.ui.components.table import table
from analytics.ui.frame.cache import Shared
from analytics.ui.frame.page import Page

ANSWERS = Shared(25, "Comparing the selections")
MAX_NAME = 120
TERMS_HELP = (
    "How many times higher the odds of the term are in this selection than in the other: the lower bound of the "
    "interval of the log-odds with an informative Dirichlet prior (Monroe et al. 2008), simultaneous for all "
    "terms with "
    f"{comparison.TERM_CONFIDENCE:.0%} confidence. Computed from the first {comparison.TERM_CHARACTERS:,} characters "
    f"of at most {comparison.TERM_DOCUMENTS:,} documents of each selection."
)
EFFECT_HELP = "Cramér's V, bias-corrected: 0 is no difference, 1 is full separation. Numbers are compared in ten bins."
TERM_COLUMNS = {
    "term": formats.text("Term"),
    "here": formats.share("This selection", help="Share of this selection's documents that contain the term"),
    "there": formats.share("Other selection", help="Share of the other selection's documents that contain the term"),
    "odds": formats.number("Odds ≥", 1, help=TERMS_HELP),
}
COLUMN_COLUMNS = {
    "column": formats.text("Column"),
    "effect": formats.score_bar("Effect", help=EFFECT_HELP),
    "what": formats.text("More frequent in the first selection"),
    "in_a": formats.share("Share, first"),
    "in_b": formats.share("Share, second"),
}
FEEDBACK_COLUMNS = {
    "name": formats.text("Feedback"),
    "n_a": formats.count("Ratings, first"),
    "n_b": formats.count("Ratings, second"),
    "mean_a": formats.number("Mean, first", 3),
    "mean_b": formats.number("Mean, second", 3),
    "difference": formats.number("Difference", 3),
    "low": formats.number("Low", 3),
    "high": formats.number("High", 3),
}


def pick_two(page: Page) -> tuple[Selection, Selection] | None:
    """The two selections to compare; None when nothing is selected and no step removes documents."""
    pairs = _pairs(page)
    if not pairs:
        return None
    choice = st.selectbox(
        "Selections",
        list(pairs),
        key="compare",
        format_func=lambda name: name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…",
    )
    return pairs.get(choice or "", next(iter(pairs.values())))


def terms(page: Page, first: Selection, second: Selection) -> None:
    """The terms that are more frequent in each selection."""
    rows = page.ask_of(comparison.terms, first, second, shared=ANSWERS)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Terms** of the first selection")
        ours = rows.assign(here=rows.in_a, there=rows.in_b, odds=np.exp(rows["low"]))
        _terms(ours[rows.side == "a"])
    with right:
        st.markdown("**Terms** of the second selection")
        theirs = rows.assign(here=rows.in_b, there=rows.in_a, odds=np.exp(-rows["high"]))
        _terms(theirs[rows.side == "b"])


def columns(page: Page, first: Selection, second: Selection) -> None:
    """The columns and signals that differ most."""
    rows = page.ask_of(comparison.columns, first, second, shared=ANSWERS)
    if rows.empty:
        st.caption("No column differs significantly.")
    else:
        table(rows, COLUMN_COLUMNS, "Columns that differ")


def feedback(page: Page, first: Selection, second: Selection) -> None:
    """The mean ratings of each selection, from 0 (worst) to 1 (best)."""
    rows = page.ask_of(comparison.feedback, first, second, shared=ANSWERS)
    if rows.empty:
        st.caption("The two selections share no kind of feedback. Compare selections that both have ratings.")
        return
    table(rows, FEEDBACK_COLUMNS, "Feedback on both selections")
    st.caption(
        "Means from 0 (worst) to 1 (best). Low and high are the bounds of the 95 % confidence interval of the "
        "difference, which allows for several ratings by one user."
    )


def _pairs(page: Page) -> dict[str, tuple[Selection, Selection]]:
    """By name: the selection and the saved one, the selection and the rest, what the recipe keeps and removes."""
    pairs: dict[str, tuple[Selection, Selection]] = {}
    saved = saved_for_comparison()
    if saved is not None and saved != page.selection:
        pairs[f"selected and saved for comparison: {saved.describe()}"] = (page.selection, saved)
    if page.selection:
        pairs["selected and the rest"] = (page.selection, ALL)
    recipe = page.decisions.recipe()
    if any(step.removes for step in recipe.steps):
        page.decisions.provide(Selection((Decided(recipe.digest),)))
        kept, removed = (Selection((*page.selection.filters, Decided(recipe.digest, keep))) for keep in (True, False))
        if not any(isinstance(one, Decided) for one in page.selection.filters):
            pairs["kept and removed"] = (kept, removed)
    return pairs


def _terms(rows: pd.DataFrame) -> None:
    if rows.empty:
        st.caption("No term differs significantly.")
    else:
        table(rows, TERM_COLUMNS, "Terms")
