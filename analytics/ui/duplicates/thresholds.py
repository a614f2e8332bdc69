"""What would be removed at each threshold?"""

from __future__ import annotations

import duckdb
import streamlit as st

from analytics.ask.duplicates import RemovalCurve, removal_by_threshold
from analytics.ask.selection import Selection
from analytics.figures.duplicates import cluster_curve, removal_curve
from analytics.ui.components.charts import show
from analytics.ui.duplicates.keep_rules import pick_unit
from analytics.ui.duplicates.queries import DuplicatesView, lowest_score
from analytics.ui.frame.cache import Shared

CURVES = Shared(16)


def thresholds(view: DuplicatesView) -> None:
    """Removed documents or tokens by source, and the number of clusters, at every Jaccard threshold."""
    curve = view.page.ask(_curve, view.keyed, shared=CURVES)
    now = view.thresholds.jaccard or 1.0
    unit = pick_unit("curve-unit")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if unit == "tokens" and curve.removed.tokens.isna().any():
            st.caption("Tokens are not counted yet. Build the workspace again.")
        else:
            figure = removal_curve(curve.removed, now, unit)
            show(figure, f"{unit} removed at each Jaccard threshold, by source")
    with right:
        show(cluster_curve(curve.clusters, now), "Number of clusters at each Jaccard threshold")
    st.caption(
        "Computed for one kept document per cluster. Exact copies are removed at any threshold. "
        "A lower threshold counts more pairs, down to the lowest Jaccard that the build stores."
    )


def _curve(connection: duckdb.DuckDBPyConnection, selection: Selection, view: DuplicatesView) -> RemovalCurve:
    lowest = lowest_score(view.notes, "jaccard")
    return removal_by_threshold(connection, view.graph, view.thresholds, view.policy, lowest=lowest)
