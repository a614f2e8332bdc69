"""Sections on the content of a corpus: how much there is, and what it is about."""

from __future__ import annotations

import pandas as pd

from analytics.ask import overview
from analytics.ask.columns import Column, column
from analytics.ask.distribution import distribution
from analytics.ask.map import themes as map_themes
from analytics.ask.selection import ALL
from analytics.batch.pii import mask
from analytics.figures.breakdown import breakdown
from analytics.figures.histogram import histogram
from analytics.figures.regions import regions as map_figure
from analytics.figures.timeline import timeline
from analytics.report.blocks import Block, FigureBlock, Section, TableBlock
from analytics.report.context import ReportContext
from analytics.signals.registry import SIGNALS

EXCERPT_CHARACTERS, MASKED_CHARACTERS = 500, 2_000
"""Shown of a text, and read of it before masking: so no personal data is cut and then missed."""

MAX_THEMES, MAX_POINTS = 15, 6_000
DEFINED_SIGNALS = ("n_words", "n_tokens", "lang_detected")


def contents(context: ReportContext) -> Section:
    """How much there is, from which sources, in which languages, how long and from when."""
    connection = context.connection
    blocks: list[Block] = [
        _values(context, column(connection, "documents", "source"), "Documents and tokens by source")
    ]
    if "signals" in context.tables:
        blocks.append(_values(context, column(connection, "signals", "lang_detected"), "By detected language"))
        blocks.append(_lengths(context))
    dates = overview.timeline(connection, ALL)
    if len(dates.counts) and not context.knows_users:
        figure = timeline(dates.counts, dates.period)
        blocks.append(FigureBlock(figure, "By date", f"{dates.undated:.1%} have no date."))
    definitions = [(SIGNALS[name].title, SIGNALS[name].formula) for name in DEFINED_SIGNALS]
    return Section("What is in here?", [overview.summary(connection, ALL).summary_text()], blocks, definitions)


def topics(context: ReportContext) -> Section:
    """The themes of the map."""
    themes = map_themes.themes(context.connection)
    shown = themes
    if context.knows_users:
        shown = themes[themes.topic_id.isin(map_themes.themes_with_min_users(context.connection, context.min_users))]
    largest = shown.head(MAX_THEMES)
    blocks: list[Block] = [_map(context, shown), _theme_table(context, largest, len(shown), len(themes))]
    if context.with_texts:
        blocks.append(_examples(context, largest))
    answer = "There is no theme to show."
    if len(shown):
        first = shown.iloc[0]
        answer = f"{len(shown):,} themes; the largest, “{first.label}”, has {first.share:.1%} of the documents."
    meaning = (
        "documents that are connected in the graph of nearest neighbours in meaning (communities as in the Leiden "
        "algorithm), named by the words that distinguish them"
    )
    return Section("What is it about?", [answer], blocks, [("Theme", meaning)])


def _values(context: ReportContext, of: Column, title: str) -> FigureBlock:
    """The values of a column with their shares of documents and tokens."""
    values = overview.breakdown(context.connection, ALL, of)
    is_shown = context.may_show(of, values.value) | (values["values"] > 1)
    figure = breakdown(values[is_shown].reset_index(drop=True))
    return FigureBlock(figure, title, context.hidden_note(int((~is_shown).sum()), "group"))


def _lengths(context: ReportContext) -> FigureBlock:
    n_words = column(context.connection, "signals", "n_words")
    words = distribution(context.connection, ALL, n_words, log=True, sources=0)
    figure = histogram(words.counts, words.edges, "words", words.log, words.integer, height=260)
    return FigureBlock(figure, "By length", words.summary_text())


def _map(context: ReportContext, themes: pd.DataFrame) -> FigureBlock:
    points = map_themes.points(context.connection, MAX_POINTS)
    note = (
        f"A sample of {len(points):,} documents. Documents that are near in meaning are near on the map; "
        "distances between far regions mean little."
    )
    names = dict(zip(themes.topic_id, themes.label, strict=True))
    return FigureBlock(map_figure(points, names), "The map", note)


def _theme_table(context: ReportContext, themes: pd.DataFrame, n_shown: int, n_all: int) -> TableBlock:
    return TableBlock(
        f"The {len(themes)} largest themes" if len(themes) < n_shown else "The themes",
        ("Theme", "Documents", "Share", "Distinctive words"),
        [(row.label, f"{row.documents:,}", f"{row.share:.1%}", row.terms) for row in themes.itertuples()],
        frozenset(("Documents", "Share")),
        context.hidden_note(n_all - n_shown, "theme"),
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
