"""Below the cards: a small map, the sources, and the lengths of all documents."""

from __future__ import annotations

import duckdb
import pandas as pd
import streamlit as st

from analytics.ask import overview
from analytics.ask.distribution import distribution
from analytics.ask.map import themes as map_themes
from analytics.ask.selection import ALL
from analytics.figures.breakdown import breakdown
from analytics.figures.histogram import histogram
from analytics.figures.regions import regions
from analytics.ui.components.charts import show
from analytics.ui.contents import PAGES
from analytics.ui.frame.page import Page

MAX_POINTS, MAX_SOURCES = 3_000, 6
HEIGHT = 300


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
    """The shares of documents and tokens by source."""
    st.page_link(PAGES["overview"].file, label="Which sources?", icon=PAGES["overview"].icon)
    rows = page.ask_of(overview.breakdown, ALL, page.column("documents", "source"), limit=MAX_SOURCES)
    show(breakdown(rows), "Documents and tokens by source")


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
