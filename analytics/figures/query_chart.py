"""The answer to a question of one's own, as a picture of one's choice."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import CATEGORIES, OTHER, new_figure, safe_label, trace_colour

MOST_TRACES = len(CATEGORIES)
REST = "other"


def _bars(found: go.Figure, x: pd.Series, y: pd.Series, name: str, index: int) -> None:
    found.add_bar(x=x, y=y, name=name, marker_color=_colour(index, name))


def _lines(found: go.Figure, x: pd.Series, y: pd.Series, name: str, index: int) -> None:
    order = x.argsort()
    found.add_scatter(
        x=x.iloc[order], y=y.iloc[order], name=name, mode="lines+markers", line_color=_colour(index, name)
    )


def _points(found: go.Figure, x: pd.Series, y: pd.Series, name: str, index: int) -> None:
    found.add_scattergl(
        x=x, y=y, name=name, mode="markers", marker={"size": 6, "opacity": 0.7, "color": _colour(index, name)}
    )


def _histogram(found: go.Figure, x: pd.Series, y: pd.Series, name: str, index: int) -> None:
    found.add_histogram(x=x, name=name, marker_color=_colour(index, name))


CHARTS: dict[str, Callable[[go.Figure, pd.Series, pd.Series, str, int], None]] = {
    "Bars": _bars,
    "Lines": _lines,
    "Points": _points,
    "Histogram": _histogram,
}


def query_chart(
    answer: pd.DataFrame, kind: str, x: str, y: str, split: str | None = None, height: int = 380
) -> go.Figure:
    """The columns `x` and `y` of an answer, drawn as one of CHARTS; a trace of its own for each of the most frequent
    values of `split`.

    A histogram counts the rows by `x` and takes no `y`.
    """
    found = new_figure(height, barmode="stack" if kind == "Histogram" else "group")
    names = _names(answer[split]) if split else pd.Series("", index=answer.index)
    for index, (name, rows) in enumerate(answer.groupby(names, sort=False)):
        CHARTS[kind](found, _axis(rows[x]), _axis(rows[y]), str(name), index)
    found.update_layout(showlegend=bool(split))
    found.update_xaxes(title_text=safe_label(x))
    found.update_yaxes(title_text="rows" if kind == "Histogram" else safe_label(y))
    return found


def _names(values: pd.Series) -> pd.Series:
    """Each row's trace: its value, made harmless, or `other` beyond the most frequent."""
    texts = values.map(lambda value: safe_label(value, limit=24)).astype(object)
    frequent = texts.value_counts().index[: MOST_TRACES - 1]
    return texts.where(texts.isin(frequent), REST) if texts.nunique() > MOST_TRACES else texts


def _axis(values: pd.Series) -> pd.Series:
    """Numbers and times as they are, all else as short harmless text."""
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return values
    return values.map(lambda value: safe_label(value)).astype(object)


def _colour(index: int, name: str) -> str | None:
    return OTHER if name == REST else trace_colour(index, name)
