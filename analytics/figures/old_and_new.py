"""Before and after: two distributions in the same bins, shares with their change, and a control chart."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import INK, OTHER, new_figure, safe_label, set_x_axis, set_y_axis

MAX_TICKS = 8
ROW_PIXELS = 26
REFERENCE = {"color": INK, "width": 1, "dash": "dot"}


def two_distributions(rows: pd.DataFrame, title: str, names: tuple[str, str], height: int = 320) -> go.Figure:
    """Grey bars for the share of documents in each bin before, and a line of steps for after. `rows`: bin, before,
    after; `names` are those of the two sides.
    """
    figure = new_figure(height, bargap=0.05, hovermode="x")
    places = list(range(len(rows)))
    bins = [safe_label(one) for one in rows["bin"]]
    figure.add_bar(
        x=places,
        y=rows["before"],
        name=safe_label(names[0]),
        marker={"color": OTHER, "opacity": 0.55, "line": {"width": 0}},
        customdata=bins,
        hovertemplate="%{customdata}: %{y:.1%}<extra>%{fullData.name}</extra>",
    )
    figure.add_scatter(
        x=places,
        y=rows["after"],
        name=safe_label(names[1]),
        mode="lines",
        line={"shape": "hvh", "width": 2},
        customdata=bins,
        hovertemplate="%{customdata}: %{y:.1%}<extra>%{fullData.name}</extra>",
    )
    step = max(1, -(-len(rows) // MAX_TICKS))
    set_x_axis(figure, title_text=safe_label(title), tickvals=places[::step], ticktext=bins[::step])
    set_y_axis(figure, title_text="share of documents", tickformat=".0%", rangemode="tozero")
    return figure


def two_shares(rows: pd.DataFrame, names: tuple[str, str], title: str) -> go.Figure:
    """For each of `rows` (label, before, after, hover) a grey dot for before, a coloured one for after, and a line from
    one to the other. The `customdata` of a dot is its row.
    """
    figure = new_figure(90 + ROW_PIXELS * max(len(rows), 2), clickmode="event+select", dragmode=False)
    places = list(range(len(rows)))
    for place, row in enumerate(rows.itertuples()):
        figure.add_shape(
            type="line", x0=row.before, x1=row.after, y0=place, y1=place, line={"color": OTHER, "width": 2}
        )
    for name, values, colour in ((names[0], rows["before"], OTHER), (names[1], rows["after"], None)):
        figure.add_scatter(
            x=values,
            y=places,
            mode="markers",
            name=safe_label(name),
            marker={"size": 10, "color": colour},
            customdata=[[place] for place in places],
            text=rows["hover"],
            hovertemplate="%{text}<extra></extra>",
        )
    labels = [safe_label(label, limit=44) or "(empty)" for label in rows["label"]]
    figure.update_yaxes(tickvals=places, ticktext=labels, range=[len(places) - 0.5, -0.5], showgrid=False)
    set_x_axis(figure, title_text=safe_label(title), tickformat=".1%", rangemode="tozero")
    return figure


def control_chart(points: pd.DataFrame, title: str, height: int = 320) -> go.Figure:
    """The value of each build with its interval, the centre and the limits that follow from the builds before it.
    `points` as of `history.control.rating_points`; points outside the limits are drawn as diamonds.
    """
    figure = new_figure(height)
    labels = points["number"].astype(str).tolist()
    edge = {"x": labels, "mode": "lines", "line": {"width": 0, "shape": "hvh"}, "hoverinfo": "skip"}
    figure.add_scatter(y=points["upper"], showlegend=False, **edge)
    figure.add_scatter(y=points["lower"], fill="tonexty", fillcolor="rgba(128, 138, 145, 0.22)", name="limits", **edge)
    figure.add_scatter(
        x=labels, y=points["centre"], mode="lines", name="mean of the builds before", line=REFERENCE, hoverinfo="skip"
    )
    hover = [
        f"build {row.number}: {row.value:.1%} (95 % confidence interval {row.low:.1%} to {row.high:.1%})<br>"
        f"{row.n:,} ratings" + ("<br>outside the limits" if row.is_outside else "")
        for row in points.itertuples()
    ]
    figure.add_scatter(
        x=labels,
        y=points["value"],
        mode="lines+markers",
        name="new ratings",
        line={"width": 1},
        marker={
            "size": [12 if one else 7 for one in points["is_outside"]],
            "symbol": ["diamond" if one else "circle" for one in points["is_outside"]],
        },
        error_y={
            "type": "data",
            "symmetric": False,
            "array": points["high"] - points["value"],
            "arrayminus": points["value"] - points["low"],
            "thickness": 1,
            "width": 0,
        },
        text=hover,
        hovertemplate="%{text}<extra></extra>",
    )
    set_x_axis(figure, title_text="snapshot", type="category")
    set_y_axis(figure, title_text=safe_label(title), tickformat=".0%")
    return figure
