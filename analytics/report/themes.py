"""The section on what the text is about: the labelled map, and its themes."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.map import colour_classes
from analytics.ask.map import points as map_points
from analytics.ask.map import themes as map_themes
from analytics.ask.map.colours import THEME
from analytics.batch.pii import mask
from analytics.figures.labelled_map import Theme, labelled_map
from analytics.figures.map import places
from analytics.figures.oklch import colour_of_place
from analytics.figures.template import OTHER
from analytics.report.blocks import Block, FigureBlock, Section, TableBlock
from analytics.report.context import ReportContext

EXCERPT_CHARACTERS, MASKED_CHARACTERS = 500, 2_000
"""Shown of a text, and read of it before masking: so no personal data is cut and then missed."""

MAX_THEMES, MAX_POINTS = 15, 6_000
MAP_NOTE = "Near documents are similar; distances between far regions mean little. Grey: other themes, and none."
THEME_MEANING = (
    "documents that are connected in the graph of nearest neighbours in meaning (communities as in the Leiden "
    "algorithm), named by the words that distinguish them"
)


def topics(context: ReportContext) -> Section | None:
    """The themes of the map; None when none may be shown."""
    themes = map_themes.themes(context.connection)
    shown = themes
    if context.knows_users:
        shown = themes[themes.topic_id.isin(map_themes.themes_with_min_users(context.connection, context.min_users))]
    if shown.empty:
        return None
    largest = shown.head(MAX_THEMES)
    figure, colours = draw_map(context.connection, list(shown.label))
    blocks: list[Block] = [figure, _theme_table(context, largest, colours, len(shown), len(themes))]
    if context.with_texts:
        blocks.append(_examples(context, largest))
    first = shown.iloc[0]
    count = f"{len(shown):,} theme{'s' * (len(shown) != 1)}"
    answer = f"{count}; the largest, “{first.label}”, has {first.share:.1%} of the documents."
    return Section("What is it about?", [answer], blocks, [("Theme", THEME_MEANING)])


def draw_map(connection: duckdb.DuckDBPyConnection, names: list[str]) -> tuple[FigureBlock, dict[str, str]]:
    """The map, with the themes `names` in the colours that the dashboard gives them, and these colours by name. Other
    points are grey.
    """
    points = map_points.points(connection)
    colouring = colour_classes.colouring(connection, points, THEME)
    middles = np.array(colouring.middles).reshape(-1, 2)
    colours = [colour_of_place(place) for place in places(*middles.T)]
    classes = [code for code, name in enumerate(colouring.names[: len(colours)]) if name in set(names)]
    themes = [Theme(colouring.names[code], colours[code], colouring.middles[code]) for code in classes]
    place_of = np.full(256, len(themes))
    place_of[classes] = range(len(classes))
    drawn = slice(0, MAX_POINTS)  # the points are in a random order
    figure = labelled_map(points.x[drawn], points.y[drawn], place_of[colouring.codes[drawn]], themes)
    all_points = f"{len(points):,} documents"
    sample = f"A sample of {MAX_POINTS:,} of {all_points}" if len(points) > MAX_POINTS else f"All {all_points}"
    note = f"{sample}. {MAP_NOTE}"
    alt = f"Map of the documents. Themes: {', '.join(names[:MAX_THEMES])}"
    return FigureBlock(figure, "The map", alt, note), {theme.name: theme.colour for theme in themes}


def _theme_table(
    context: ReportContext, themes: pd.DataFrame, colours: dict[str, str], n_shown: int, n_all: int
) -> TableBlock:
    """The themes with their colours on the map: its legend."""
    return TableBlock(
        f"The {len(themes)} largest themes" if len(themes) < n_shown else "The themes",
        ("Theme", "Documents", "Share", "Distinctive words"),
        [(row.label, f"{row.documents:,}", f"{row.share:.1%}", row.terms) for row in themes.itertuples()],
        frozenset(("Documents", "Share")),
        context.hidden_note(n_all - n_shown, "theme"),
        [colours.get(name, OTHER) for name in themes.label],
    )


def _examples(context: ReportContext, themes: pd.DataFrame) -> TableBlock:
    """The central document of each theme: its beginning, with personal data masked."""
    central = themes.dropna(subset=["medoid_doc_id"]).astype({"medoid_doc_id": int})
    texts = map_themes.beginnings(context.connection, central.medoid_doc_id.tolist(), MASKED_CHARACTERS)
    rows = [
        (row.label, str(row.medoid_doc_id), _masked_excerpt(texts[row.medoid_doc_id]))
        for row in central.itertuples()
        if row.medoid_doc_id in texts
    ]
    return TableBlock(
        "The central document of each theme",
        ("Theme", "Document", "Beginning"),
        rows,
        frozenset(("Document",)),
        "E-mail addresses, numbers and keys are masked.",
    )


def _masked_excerpt(text: str) -> str:
    masked = " ".join(mask(text).split())
    return masked if len(masked) <= EXCERPT_CHARACTERS else masked[: EXCERPT_CHARACTERS - 1].rstrip() + "…"
