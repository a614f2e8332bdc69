"""The tables next to the map: terms and columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import comparison
from analytics.ui.components import formats
from analytics.ui.components.table import table

TERMS_HELP = (
    "The odds of the term in this group are at least this many times its odds in the other: the lower bound of the "
    "confidence interval of the log-odds with an informative Dirichlet prior (Monroe et al. 2008), at "
    f"{comparison.TERM_CONFIDENCE:.0%} confidence for all terms together. Terms are ordered by it. They are read from "
    f"the first {comparison.TERM_CHARACTERS:,} characters of at most {comparison.TERM_DOCUMENTS:,} documents per group."
)
EFFECT_HELP = "Cramér's V, corrected for bias: 0 is no difference, 1 full separation. Numbers are compared in ten bins."
VALUE_HELP = "The value, or the range of values, that is most over-represented"


def terms_table(terms: pd.DataFrame, side: str, here: str, there: str) -> None:
    """The terms of one side ("a" or "b"), with the share of documents that contain them in both groups."""
    own, other = ("in_a", "in_b") if side == "a" else ("in_b", "in_a")
    bound = terms["low"] if side == "a" else -terms["high"]
    rows = pd.DataFrame({"term": terms["term"], "here": terms[own], "there": terms[other], "odds": np.exp(bound)})
    rows = rows[terms["side"] == side]
    if rows.empty:
        st.caption("No term differs significantly.")
        return
    columns = {
        "term": formats.text("Term", width=110),
        "here": formats.share(here, 0, width=55, help="Share of the documents of this group that contain the term"),
        "there": formats.share(there, 0, width=65, help="Share of the documents of the other group that contain it"),
        "odds": formats.number("Odds ≥", 1, width=55, help=TERMS_HELP),
    }
    table(rows, columns, "Terms")


def columns_table(differences: pd.DataFrame, here: str, there: str) -> None:
    """The columns that differ most between two groups, with the value that differs most."""
    if differences.empty:
        st.caption("No column differs significantly.")
        return
    rows = differences.assign(value=differences["column"] + ": " + differences["what"])
    columns = {
        "effect": formats.number("Effect", width=50, help=EFFECT_HELP),
        "value": formats.text("More frequent", width=120, help=VALUE_HELP),
        "in_a": formats.share(here, 0, width=50),
        "in_b": formats.share(there, 0, width=60),
    }
    table(rows, columns, "Columns")
