"""Figures of a classifier: its calibration, its top features, scores by source, and what a keep rule keeps."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import CATEGORIES, INK, new_figure, safe_label, set_x_axis, set_y_axis

LIKE, UNLIKE = CATEGORIES[0], CATEGORIES[5]
MAX_FEATURES = 15
FEATURE_HOVER = (
    "%{customdata[0]}: in %{customdata[1]:.1%} of the positive examples, %{customdata[2]:.1%} of the negative ones"
    "<extra></extra>"
)


def reliability(bins: Mapping[str, pd.DataFrame], height: int = 330) -> go.Figure:
    """The share of liked documents against the score, with intervals, for each classifier. On the dotted line the score
    is the share.
    """
    figure = new_figure(height)
    figure.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"dash": "dot", "color": INK, "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )
    for index, (name, rows) in enumerate(bins.items()):
        _add_reliability(figure, name, rows, symbol=["circle", "diamond"][index % 2])
    set_x_axis(figure, title_text="score", range=[-0.02, 1.02])
    set_y_axis(figure, title_text="share of positive examples", tickformat=".0%", range=[-0.03, 1.03])
    return figure


def top_features(features: pd.DataFrame, height: int = 380) -> go.Figure:
    """The words with the largest contributions for (right) and against (left). `features` as of
    ask.classifier.top_features.
    """
    figure = new_figure(height, barmode="overlay", bargap=0.25)
    for name, sign, colour in (("more like this", 1, LIKE), ("less like that", -1, UNLIKE)):
        rows = features[sign * features.weight > 0].head(MAX_FEATURES)
        labels = [safe_label(word) for word in rows.word]
        figure.add_bar(
            x=sign * rows.contribution,
            y=list(range(len(rows))),
            orientation="h",
            name=name,
            marker={"color": colour, "opacity": 0.75},
            text=[safe_label(word, limit=18) for word in rows.word],
            textposition="outside",
            textangle=0,
            cliponaxis=False,
            customdata=list(zip(labels, rows.like_share, rows.unlike_share, strict=True)),
            hovertemplate=FEATURE_HOVER,
        )
    set_y_axis(figure, visible=False, autorange="reversed")
    largest = 1.3 * (float(features.contribution.max()) if len(features) else 1.0)
    set_x_axis(figure, title_text="contribution (logits)", range=[-largest, largest], zeroline=True)
    return figure


def scores_by_source(rows: pd.DataFrame, title: str = "score") -> go.Figure:
    """The scores of each source: a thick line for the middle half, a thin line for nine in ten, a mark for the median.
    `rows` as of ask.classifier.scores_by_source.
    """
    names = [safe_label(source, limit=28) for source in rows.source]
    figure = new_figure(90 + 24 * len(rows))
    _add_spans(figure, names, rows.p05, rows.p95, width=2)
    _add_spans(figure, names, rows.p25, rows.p75, width=8)
    figure.add_scatter(
        x=rows["median"],
        y=names,
        mode="markers",
        marker={"size": 10, "color": LIKE, "line": {"width": 1.5, "color": "white"}},
        customdata=rows[["documents", "p25", "p75"]],
        hovertemplate="%{y}: median %{x:.3f}, half of %{customdata[0]:,} from %{customdata[1]:.3f} "
        "to %{customdata[2]:.3f}<extra></extra>",
        showlegend=False,
    )
    set_y_axis(figure, autorange="reversed", categoryorder="array", categoryarray=names)
    set_x_axis(figure, title_text=title, range=[-0.02, 1.02])
    return figure


def retention(curve: pd.DataFrame, value: float, title: str, height: int = 300) -> go.Figure:
    """The share that a keep rule keeps over the range of its value, of the selection and of both held-out sides; the
    current `value` is marked. `curve` as of ask.score_retention.retention_curve.
    """
    figure = new_figure(height)
    for column, name, colour, width in (
        ("share", "selected", INK, 3),
        ("liked", "positive examples", LIKE, 1.8),
        ("unliked", "negative examples", UNLIKE, 1.8),
    ):
        figure.add_scatter(
            x=curve.value,
            y=curve[column],
            name=name,
            mode="lines",
            line={"width": width, "color": colour},
            hovertemplate="%{x:.3~f}: %{y:.2%} kept<extra>%{fullData.name}</extra>",
        )
    figure.add_vline(value, line={"dash": "dash", "width": 1.5, "color": INK})
    set_x_axis(figure, title_text=title)
    set_y_axis(figure, title_text="share kept", tickformat=".0%", range=[0, 1.02])
    return figure


def _add_reliability(figure: go.Figure, name: str, rows: pd.DataFrame, symbol: str) -> None:
    figure.add_scatter(
        x=rows.score,
        y=rows.share,
        name=name,
        mode="markers+lines",
        line={"width": 1.5},
        marker={"size": 8, "symbol": symbol},
        error_y={
            "array": rows.high - rows.share,
            "arrayminus": rows.share - rows.low,
            "thickness": 1.2,
            "width": 3,
        },
        customdata=rows[["n", "low", "high"]],
        hovertemplate="score %{x:.2f}: %{y:.1%} are positive examples (%{customdata[1]:.1%} to %{customdata[2]:.1%}, "
        "n = %{customdata[0]:,})<extra>%{fullData.name}</extra>",
    )


def _add_spans(figure: go.Figure, names: list[str], low: pd.Series, high: pd.Series, width: int) -> None:
    """A line from `low` to `high` in the row of each name."""
    figure.add_scatter(
        x=[x for start, end in zip(low, high, strict=True) for x in (start, end, None)],
        y=[y for name in names for y in (name, name, None)],
        mode="lines",
        line={"width": width, "color": LIKE},
        opacity=0.55,
        hoverinfo="skip",
        showlegend=False,
    )
