"""What would go as the threshold moves."""

from __future__ import annotations

import streamlit as st

from analytics.ask.duplicates import KeepPolicy, RemovalCurve, removal_by_threshold
from analytics.figures.duplicates import cluster_curve, removal_curve
from analytics.ui.components.charts import show
from analytics.ui.duplicates.queries import Asked


def thresholds(asked: Asked) -> None:
    """Removed documents or tokens by source, and the number of clusters, at every Jaccard threshold."""
    swept = _curve(
        str(asked.page.workspace.path),
        asked.page.manifest.generation,
        asked.selection.to_url(),
        asked.thresholds,
        asked.keep,
        _asked=asked,
    )
    now = asked.thresholds.jaccard or 1.0
    unit = st.segmented_control(
        "Count",
        ["documents", "tokens"],
        default="documents",
        key="curve-unit",
        required=True,
        label_visibility="collapsed",
    )
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if unit == "tokens" and swept.removed.tokens.isna().any():
            st.caption("Tokens are not counted yet: the scan has not run.")
        else:
            show(
                removal_curve(swept.removed, now, unit or "documents"),
                f"{unit} removed at each Jaccard threshold, by source",
            )
    with right:
        show(cluster_curve(swept.clusters, now), "Number of clusters at each Jaccard threshold")
    st.caption(
        "If one document of each cluster stays. Exact copies go at any threshold; further left, more pairs count, until all that were stored do."
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def _curve(
    path: str, generation: int, selection: str, thresholds: object, keep: KeepPolicy, _asked: Asked
) -> RemovalCurve:
    return removal_by_threshold(
        _asked.connection, _asked.graph, _asked.thresholds, keep, least=float(_asked.notes.get("min_jaccard", 0.5))
    )
