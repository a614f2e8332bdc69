"""The answer of a statement as a chart."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.figures.query_chart import CHARTS, query_chart
from analytics.ui.components.charts import show

NOTHING = "nothing"


def chart(frame: pd.DataFrame) -> dict[str, str | None] | None:
    """Pick the kind of chart and its columns, and show it; the first choice depends on the types of the columns.

    The choices as a report item has them: kind, x, y, split. None without a chart.
    """
    if frame.empty:
        st.caption("The result has no rows. Change the query to draw a chart.")
        return None
    names = list(frame.columns)
    x_default, y_default = _default_columns(frame)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox("Chart", list(CHARTS), index=_default_kind(frame, x_default), key="sql-chart", width=130)
        x = st.selectbox("X axis", names, index=names.index(x_default), key="sql-x", width=180)
        y = st.selectbox(
            "Y axis", names, index=names.index(y_default), key="sql-y", width=180, disabled=kind == "Histogram"
        )
        colour = st.selectbox("Colour by", [NOTHING, *names], key="sql-split", width=180)
    if kind not in CHARTS or x not in names or y not in names:
        return None
    split = colour if colour in names else None
    show(query_chart(frame, kind, x, y, split), "The query result as a chart")
    return {"kind": kind, "x": x, "y": y, "split": split}


def _default_columns(frame: pd.DataFrame) -> tuple[str, str]:
    """A time, else a column without numbers, across; the first other number up."""
    names, numbers = list(frame.columns), _numbers(frame)
    x = next(iter([*_times(frame), *(name for name in names if name not in numbers), *names]))
    return x, next((name for name in numbers if name not in (x, "doc_id")), names[-1])


def _default_kind(frame: pd.DataFrame, x: str) -> int:
    """The place in `CHARTS` of lines over time, points over numbers, and bars over anything else."""
    if _times(frame):
        return 1
    return 2 if x in _numbers(frame) else 0


def _numbers(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame if pd.api.types.is_numeric_dtype(frame[name])]


def _times(frame: pd.DataFrame) -> list[str]:
    return [name for name in frame if pd.api.types.is_datetime64_any_dtype(frame[name])]
