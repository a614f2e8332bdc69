"""How far the verdicts of a judge can be trusted: rates with their intervals, for all items and by group."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import judges as ask
from analytics.ask.judges import Judged
from analytics.statistics.intervals import Estimate
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed
from analytics.ui.frame.page import Page

RATES = {
    "raw": ("Flagged by the judge", "The share of all items to which the judge says yes."),
    "prediction_powered": (
        "Corrected",
        "The share flagged, plus the mean of label minus verdict on the labelled items. It needs labels of random "
        "items, and is right however bad the judge is. Source: Angelopoulos et al. 2023, prediction-powered inference.",
    ),
    "rogan_gladen": (
        "By the errors of the judge",
        "(flagged - false positives) / (sensitivity - false positives). Source: Rogan & Gladen 1978, with the interval "
        "of Fieller.",
    ),
    "sensitivity": ("Sensitivity", "Of the items that people call yes, the share to which the judge says yes."),
    "specificity": ("Specificity", "Of the items that people call no, the share to which the judge says no."),
}


def errors(one: Judged) -> None:
    """The rates of all items, and what more labels would bring."""
    with st.container(horizontal=True):
        for name, (title, definition) in RATES.items():
            _metric(title, getattr(one.error, name), definition)
    st.caption(plain(one.labels_text()))


def groups(page: Page, one: Judged) -> None:
    """The corrected rates of each group."""
    names = list(one.ratings.dimensions)
    if not names:
        st.caption("No column divides these items into groups.")
        return
    by = st.selectbox("Group by", names, index=names.index("model") if "model" in names else 0, key="by", width=230)
    dimension = one.ratings.dimension(by or names[0]).name
    rows = page.derive(ask.by_group, Keyed(one, (one.judge, one.rater, one.error)), dimension)
    columns = {
        "label": formats.text(dimension.capitalize(), pinned=True),
        "n": formats.count("Items"),
        "n_labelled": formats.count("Labelled"),
        **{name: formats.text(title, help=definition) for name, (title, definition) in RATES.items()},
    }
    table(_with_intervals(rows), columns, f"Corrected rates by {dimension}", visible_rows=12)
    st.caption("Each rate with its 95 % confidence interval. Groups with fewer than 30 labels have no corrected rate.")


def _with_intervals(rows: pd.DataFrame) -> pd.DataFrame:
    """The rates as texts with their intervals."""
    texts = {
        name: [
            _text(Estimate(*ends))
            for ends in rows[[name, f"{name}_low", f"{name}_high"]].itertuples(index=False, name=None)
        ]
        for name in RATES
    }
    return rows[["label", "n", "n_labelled"]].assign(**texts)


def _text(estimate: Estimate) -> str:
    if pd.isna(estimate.value):
        return "–"
    return f"{estimate.value:.1%} ({estimate.low:.1%} to {estimate.high:.1%})"


def _metric(title: str, estimate: Estimate, definition: str) -> None:
    if pd.isna(estimate.value):
        st.metric(title, "–", help=f"{definition} The labels do not determine it.", border=True)
        return
    interval = f"{estimate.low:.1%} to {estimate.high:.1%}"
    st.metric(
        title, f"{estimate.value:.1%}", interval, delta_color="off", delta_arrow="off", help=definition, border=True
    )
