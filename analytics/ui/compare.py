"""The pieces of the comparison: which two selections, and the tables that tell them apart."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import comparison
from analytics.ask.filters import Decided
from analytics.ask.selection import ALL, Selection
from analytics.ui.components.selection import set_aside
from analytics.ui.frame.page import Page

SHARE = st.column_config.NumberColumn(format="%.1f%%")
MEAN = st.column_config.NumberColumn(format="%.3f")
TERMS_HELP = (
    "How many times the odds are at least: the lower bound of the interval of the log-odds with an informative Dirichlet prior (Monroe et al. 2008), "
    f"which holds for all terms at once with {comparison.TERM_CONFIDENCE:.0%} confidence. Read from the first {comparison.TERM_CHARACTERS:,} characters "
    f"of at most {comparison.TERM_DOCUMENTS:,} documents of each side."
)
COLUMNS_HELP = (
    "Cramér's V, corrected for bias: 0 is no difference, 1 full separation. Numbers are compared in ten bins."
)


def pick_two(page: Page) -> tuple[Selection, Selection] | None:
    """The two selections to compare: what is selected against the rest or what was set aside, or what is kept against
    what is left out.
    """
    pairs: dict[str, tuple[Selection, Selection]] = {}
    aside = set_aside()
    if aside is not None and aside != page.selection:
        pairs[f"selected against: {aside.describe()}"] = (page.selection, aside)
    if page.selection:
        pairs["selected against the rest"] = (page.selection, ALL)
    recipe = page.decisions.recipe()
    if any(step.removes for step in recipe.steps):
        page.decisions.provide(Selection((Decided(recipe.digest),)))
        one, other = (Selection((*page.selection.filters, Decided(recipe.digest, kept))) for kept in (True, False))
        if not any(isinstance(part, Decided) for part in page.selection.filters):
            pairs["kept against left out"] = (one, other)
    if not pairs:
        return None
    choice = st.selectbox(
        "Compare", list(pairs), key="compare", format_func=lambda name: name if len(name) <= 120 else name[:119] + "…"
    )
    return pairs[choice] if choice in pairs else next(iter(pairs.values()))


def terms(found: pd.DataFrame) -> None:
    """The terms of each side, with the share of documents that hold them."""
    for column, side, own, other in zip(
        st.columns(2, gap="medium"), "ab", ("in_a", "in_b"), ("in_b", "in_a"), strict=True
    ):
        with column:
            st.markdown(f"**Terms** of the {'first' if side == 'a' else 'second'}")
            bound = found["low"] if side == "a" else -found["high"]
            shown = pd.DataFrame(
                {"Term": found["term"], "Here": 100 * found[own], "There": 100 * found[other], "Odds ≥": np.exp(bound)}
            )[found["side"] == side]
            if shown.empty:
                st.caption("No term is surely more frequent.")
            else:
                odds = st.column_config.NumberColumn(format="%.1f", help=TERMS_HELP)
                st.dataframe(
                    shown, hide_index=True, alt="Terms", column_config={"Here": SHARE, "There": SHARE, "Odds ≥": odds}
                )


def columns(found: pd.DataFrame) -> None:
    """The columns and signals that differ most."""
    if found.empty:
        st.caption("No column is distributed differently.")
        return
    shown = pd.DataFrame(
        {
            "Column": found["column"],
            "Effect": found["effect"],
            "More often in the first": found["what"],
            "First": 100 * found["in_a"],
            "Second": 100 * found["in_b"],
        }
    )
    effect = st.column_config.ProgressColumn(
        format="%.2f", min_value=0, max_value=1, color="primary", help=COLUMNS_HELP
    )
    st.dataframe(
        shown,
        hide_index=True,
        alt="Columns that differ",
        column_config={"Effect": effect, "First": SHARE, "Second": SHARE},
    )


def feedback(found: pd.DataFrame) -> None:
    """What users say of each side, from 0 (worst) to 1 (best)."""
    if found.empty:
        st.caption("There is no feedback on documents of both.")
        return
    shown = found.rename(
        columns={
            "name": "Feedback",
            "n_a": "Ratings, first",
            "n_b": "Ratings, second",
            "mean_a": "First",
            "mean_b": "Second",
            "difference": "Difference",
        }
    )
    config = dict.fromkeys(("First", "Second", "Difference", "low", "high"), MEAN)
    st.dataframe(shown, hide_index=True, alt="Feedback of both", column_config=config)
    st.caption(
        "Means from 0 (worst) to 1 (best). Low and high: the 95 % interval of the difference, which allows for users who rate more than once."
    )
