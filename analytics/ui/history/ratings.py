"""Ratings over snapshots as a control chart."""

from __future__ import annotations

import streamlit as st

from analytics.figures.old_and_new import control_chart
from analytics.history.control import LIMIT, rating_points
from analytics.history.snapshot import Snapshot
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed
from analytics.ui.frame.page import Page
from analytics.ui.history.compared import Compared

METHOD = (
    "A point is the mean of the ratings that a build added, with its 95 % confidence interval. The grey band is "
    f"{LIMIT:g} standard errors around the mean of the builds before: by chance, one point in 370 is outside."
)


def ratings(page: Page, compared: Compared) -> None:
    """A chart for each kind of feedback."""
    points = page.derive(rating_points, Keyed(compared.snapshots, _key(compared.snapshots)))
    if points.empty:
        st.info("No snapshot has ratings.", icon=":material/thumbs_up_down:")
        return
    for name, rows in points.groupby("of", sort=False):
        outside = rows.loc[rows["is_outside"], "number"].astype(str).tolist()
        noun = "snapshots" if len(outside) > 1 else "snapshot"
        text = f"outside the limits: {noun} {', '.join(outside)}" if outside else "no snapshot is outside the limits"
        st.markdown(plain(f"{name}: {text}."))
        show(control_chart(rows.reset_index(drop=True), str(name)), f"{name} over {len(rows)} snapshots")
    st.caption(plain(METHOD))


def _key(existing: tuple[Snapshot, ...]) -> str:
    return f"{len(existing)} {existing[-1].facts['at'] if existing else 0}"
