"""Below the cards: a small map, the sources, and the lengths of all documents."""

from __future__ import annotations

import duckdb
import pandas as pd
import streamlit as st

from analytics.ask import overview
from analytics.ask.distribution import distribution
from analytics.ask.logs import comparisons as compared
from analytics.ask.logs import preferences
from analytics.ask.map import themes as map_themes
from analytics.ask.selection import ALL
from analytics.errors import DataloupeError
from analytics.figures.breakdown import breakdown
from analytics.figures.histogram import histogram
from analytics.figures.intervals import interval_dots
from analytics.figures.regions import regions
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain
from analytics.ui.contents import PAGES
from analytics.ui.frame.cache import Shared
from analytics.ui.frame.page import Page

MAX_POINTS, MAX_SOURCES = 3_000, 6
HEIGHT = 300
MIN_DOCUMENTS = 20
"""Fewer texts have no map and no lengths worth a look."""

COMPARISONS_CACHE = Shared(max_entries=2)


def ranking(page: Page) -> bool:
    """Where comparisons have hardly any texts, the ranking of the models in place of the texts; whether it is shown."""
    if page.corpus.documents >= MIN_DOCUMENTS or not page.ask_of(compared.count):
        return False
    comparisons = page.ask_of(compared.load_comparisons, ALL, shared=COMPARISONS_CACHE)
    if not len(comparisons):
        return False
    st.page_link(PAGES["preferences"].file, label="Which answer wins?", icon=PAGES["preferences"].icon)
    try:
        table = preferences.scores(comparisons, preferences.rank(comparisons))
    except DataloupeError as error:
        st.caption(plain(error))
        return True
    show(
        interval_dots(table, percent=False, reference=1000, title="Elo scale"),
        "The strengths of the models with their intervals",
    )
    return True


def map_picture(page: Page) -> None:
    """A sample of the map, coloured by theme; a link to the map itself."""
    st.page_link(PAGES["map"].file, label="What is this text about?", icon=PAGES["map"].icon)
    if not {"map", "topics"} <= {name for name in ("map", "topics") if page.has(name)}:
        st.caption("There is no map. Build the workspace with an encoder.")
        return
    points, names = page.ask_of(_points_and_names)
    figure = regions(points, names)
    figure.update_layout(height=HEIGHT, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    show(figure, "A sample of the map, coloured by theme")


def sources(page: Page) -> None:
    """The shares of documents and tokens by source; by detected language where all have one source."""
    column, question = page.column("documents", "source"), "Which sources?"
    if page.ask_of(overview.summary, ALL).sources < 2 and page.has("signals"):
        column, question = page.column("signals", "lang_detected"), "Which languages?"
    st.page_link(PAGES["overview"].file, label=question, icon=PAGES["overview"].icon)
    rows = page.ask_of(overview.breakdown, ALL, column, limit=MAX_SOURCES)
    show(breakdown(rows, "unknown"), f"Documents and tokens by {column.name}")


def lengths(page: Page) -> None:
    """The distribution of the lengths in words."""
    st.page_link(PAGES["quality"].file, label="How long are the documents?", icon=PAGES["quality"].icon)
    if not page.has("signals"):
        st.caption("Lengths are not counted yet. Build the workspace again.")
        return
    words = page.ask_of(distribution, ALL, page.column("signals", "n_words"), log=True, sources=0)
    figure = histogram(words.counts, words.edges, "words", words.log, words.integer, height=HEIGHT - 40)
    show(figure, words.summary_text())


def _points_and_names(connection: duckdb.DuckDBPyConnection) -> tuple[pd.DataFrame, dict[int, str]]:
    themes = map_themes.themes(connection)
    return map_themes.points(connection, MAX_POINTS), dict(zip(themes.topic_id, themes.label, strict=True))
