"""Pictures of a classifier: whether its scores mean what they say, which words decide, where sources stand, and what a
rule keeps.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from analytics.figures.template import CATEGORIES, INK, new_figure, safe_label, set_x_axis, set_y_axis

LIKE, UNLIKE = CATEGORIES[0], CATEGORIES[5]
WORDS_SHOWN = 15


def reliability(bins: dict[str, pd.DataFrame], height: int = 330) -> go.Figure:
    """Share of liked documents against the score, with intervals, for each classifier; on the dotted line a score means
    what it says.
    """
    found = new_figure(height)
    found.add_scatter(
        x=[0, 1],
        y=[0, 1],
        mode="lines",
        line={"dash": "dot", "color": INK, "width": 1},
        hoverinfo="skip",
        showlegend=False,
    )
    for index, (name, rows) in enumerate(bins.items()):
        found.add_scatter(
            x=rows.score,
            y=rows.share,
            name=name,
            mode="markers+lines",
            line={"width": 1.5},
            marker={"size": 8, "symbol": ["circle", "diamond"][index % 2]},
            error_y={
                "array": rows.high - rows.share,
                "arrayminus": rows.share - rows.low,
                "thickness": 1.2,
                "width": 3,
            },
            customdata=rows[["n", "low", "high"]],
            hovertemplate="score %{x:.2f}: %{y:.1%} are liked (%{customdata[1]:.1%} to %{customdata[2]:.1%}, n = %{customdata[0]:,})<extra>%{fullData.name}</extra>",
        )
    set_x_axis(found, title_text="score", range=[-0.02, 1.02])
    set_y_axis(found, title_text="share that is liked", tickformat=".0%", range=[-0.03, 1.03])
    return found


def top_features(words: pd.DataFrame, height: int = 380) -> go.Figure:
    """The words that speak most for (right) and against (left), as long as their part in telling the sides apart."""
    found = new_figure(height, barmode="overlay", bargap=0.25)
    for name, sign, colour, rows in (
        ("more like this", 1, LIKE, words[words.weight > 0].head(WORDS_SHOWN)),
        ("less like that", -1, UNLIKE, words[words.weight < 0].head(WORDS_SHOWN)),
    ):
        found.add_bar(
            x=sign * rows.parts,
            y=list(range(len(rows))),
            orientation="h",
            name=name,
            marker={"color": colour, "opacity": 0.75},
            text=[safe_label(word, limit=18) for word in rows.word],
            textposition="outside",
            textangle=0,
            cliponaxis=False,
            customdata=list(
                zip([safe_label(word) for word in rows.word], rows.like_share, rows.unlike_share, strict=True)
            ),
            hovertemplate="%{customdata[0]}: in %{customdata[1]:.1%} of the liked, %{customdata[2]:.1%} of the unliked<extra></extra>",
        )
    set_y_axis(found, visible=False, autorange="reversed")
    most = float(words.parts.max()) if len(words) else 1.0
    set_x_axis(
        found, title_text="part in telling the sides apart (logits)", range=[-1.3 * most, 1.3 * most], zeroline=True
    )
    return found


def scores_by_source(rows: pd.DataFrame, title: str = "score") -> go.Figure:
    """Where the scores of each source lie: the middle half thick, nine in ten thin, the median as a mark."""
    names = [safe_label(source, limit=28) for source in rows.source]
    found = new_figure(90 + 24 * len(rows))
    for low, high, width in (("p05", "p95", 2), ("p25", "p75", 8)):
        xs = [x for a, b in zip(rows[low], rows[high], strict=True) for x in (a, b, None)]
        ys = [y for name in names for y in (name, name, None)]
        found.add_scatter(
            x=xs,
            y=ys,
            mode="lines",
            line={"width": width, "color": LIKE},
            opacity=0.55,
            hoverinfo="skip",
            showlegend=False,
        )
    found.add_scatter(
        x=rows["median"],
        y=names,
        mode="markers",
        marker={"size": 10, "color": LIKE, "line": {"width": 1.5, "color": "white"}},
        customdata=rows[["documents", "p25", "p75", "p05", "p95"]],
        hovertemplate="%{y}: median %{x:.3f}, half of %{customdata[0]:,} from %{customdata[1]:.3f} to %{customdata[2]:.3f}<extra></extra>",
        showlegend=False,
    )
    set_y_axis(found, autorange="reversed", categoryorder="array", categoryarray=names)
    set_x_axis(found, title_text=title, range=[-0.02, 1.02])
    return found


def retention(curve: pd.DataFrame, value: float, title: str, height: int = 300) -> go.Figure:
    """What a keep rule keeps over its range, of the selection and of the documents of both sides that taught nothing,
    and where it stands now.
    """
    found = new_figure(height)
    for column, name, colour, width in (
        ("share", "selected", INK, 3),
        ("liked", "liked", LIKE, 1.8),
        ("unliked", "unliked", UNLIKE, 1.8),
    ):
        found.add_scatter(
            x=curve.value,
            y=curve[column],
            name=name,
            mode="lines",
            line={"width": width, "color": colour},
            hovertemplate="%{x:.3~f}: %{y:.2%} kept<extra>%{fullData.name}</extra>",
        )
    found.add_vline(value, line={"dash": "dash", "width": 1.5, "color": INK})
    set_x_axis(found, title_text=title)
    set_y_axis(found, title_text="share kept", tickformat=".0%", range=[0, 1.02])
    return found
