"""The result of an SQL query as a chart of the chosen kind."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import CATEGORIES, OTHER, new_figure, safe_label, trace_colour

MAX_TRACES = len(CATEGORIES)
OTHERS = "other"


def _add_bars(figure: go.Figure, x: pd.Series, y: pd.Series, name: str, colour: str | None) -> None:
    figure.add_bar(x=x, y=y, name=name, marker_color=colour)


def _add_line(figure: go.Figure, x: pd.Series, y: pd.Series, name: str, colour: str | None) -> None:
    order = x.argsort()
    figure.add_scatter(x=x.iloc[order], y=y.iloc[order], name=name, mode="lines+markers", line_color=colour)


def _add_points(figure: go.Figure, x: pd.Series, y: pd.Series, name: str, colour: str | None) -> None:
    figure.add_scattergl(x=x, y=y, name=name, mode="markers", marker={"size": 6, "opacity": 0.7, "color": colour})


def _add_histogram(figure: go.Figure, x: pd.Series, y: pd.Series, name: str, colour: str | None) -> None:
    figure.add_histogram(x=x, name=name, marker_color=colour)


CHARTS: dict[str, Callable[[go.Figure, pd.Series, pd.Series, str, str | None], None]] = {
    "Bars": _add_bars,
    "Lines": _add_line,
    "Points": _add_points,
    "Histogram": _add_histogram,
}


def query_chart(
    rows: pd.DataFrame, kind: str, x: str, y: str, split: str | None = None, height: int = 380
) -> go.Figure:
    """The columns `x` and `y` of `rows` as one of CHARTS, with a trace for each of the most frequent values of `split`.

    A histogram counts the rows by `x` and does not use `y`.
    """
    is_histogram = kind == "Histogram"
    figure = new_figure(height, barmode="stack" if is_histogram else "group", showlegend=bool(split))
    names = _trace_names(rows[split]) if split else pd.Series("", index=rows.index)
    for index, (name, trace) in enumerate(rows.groupby(names, sort=False)):
        colour = OTHER if name == OTHERS else trace_colour(index, str(name))
        CHARTS[kind](figure, _axis_values(trace[x]), _axis_values(trace[y]), str(name), colour)
    figure.update_xaxes(title_text=safe_label(x))
    figure.update_yaxes(title_text="rows" if is_histogram else safe_label(y))
    return figure


def _trace_names(values: pd.Series) -> pd.Series:
    """The name of the trace of each row: its value, or OTHERS beyond the most frequent values."""
    names = values.map(lambda value: safe_label(value, limit=24)).astype(object)
    if names.nunique() <= MAX_TRACES:
        return names
    frequent = names.value_counts().index[: MAX_TRACES - 1]
    return names.where(names.isin(frequent), OTHERS)


def _axis_values(values: pd.Series) -> pd.Series:
    """Numbers and times unchanged, other values as short labels."""
    if pd.api.types.is_numeric_dtype(values) or pd.api.types.is_datetime64_any_dtype(values):
        return values
    return values.map(safe_label).astype(object)
