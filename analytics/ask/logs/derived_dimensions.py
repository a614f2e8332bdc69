"""Dimensions of a turn that no single column has: its position, its period, its topic and that of its prompt.

`rows` has the `doc_id`s of the turns and of their prompts (`prompt`); the queries read it by this name.
"""

from __future__ import annotations

import datetime

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.filters import PromptValues, Range, Values
from analytics.ask.logs.causality import ANSWER, BEFORE
from analytics.ask.logs.dimension import MAX_LEVELS, Dimension

MAX_PERIODS = 26
PERIOD_FORMATS = {"week": "%d %b %Y", "month": "%b %Y", "year": "%Y"}

OTHER_TOPICS = -2
"""The code of all topics that have no level of their own."""

POSITIONS = (
    ("1st exchange", 0, 1),
    ("2nd exchange", 2, 3),
    ("3rd exchange", 4, 5),
    ("4th or 5th exchange", 6, 9),
    ("later", 10, None),
)


def position_dimension(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> Dimension:
    """The exchange to which a turn belongs."""
    query = "SELECT turn_index FROM rows LEFT JOIN turns USING (doc_id) ORDER BY rows.doc_id"
    index = connection.execute(query).fetchnumpy()["turn_index"]
    codes = np.searchsorted([low for _, low, _ in POSITIONS], np.ma.filled(index, -1), side="right") - 1
    labels = tuple(label for label, _, _ in POSITIONS)
    filters = tuple(Range("turns", "turn_index", low, high) for _, low, high in POSITIONS)
    reason = "the position in the conversation"
    return Dimension("turn", codes.astype(np.int32), labels, filters, BEFORE, reason).without_unused_levels()


def period_dimension(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> Dimension | None:
    """Weeks; months or years when there would be more than MAX_PERIODS. None without times."""
    ((weeks, months),) = connection.execute(
        """SELECT date_diff('week', min(created_at), max(created_at)),
            date_diff('month', min(created_at), max(created_at))
        FROM turns WHERE doc_id IN (SELECT doc_id FROM rows)"""
    ).fetchall()
    if weeks is None:
        return None
    period = "week" if weeks < MAX_PERIODS else "month" if months < MAX_PERIODS else "year"
    starts = connection.sql(
        f"""SELECT date_trunc('{period}', created_at)::TIMESTAMP AS start
        FROM rows LEFT JOIN turns USING (doc_id) ORDER BY rows.doc_id"""
    ).to_arrow_table()["start"]
    codes, levels = pd.factorize(pd.Series(starts.to_numpy()), sort=True)
    labels = tuple(start.strftime(PERIOD_FORMATS[period]) for start in levels)
    filters = tuple(_period_filter(start, period) for start in levels)
    return Dimension(period, codes.astype(np.int32), labels, filters, BEFORE, "the time of the row")


def topic_dimension(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, subject: str) -> Dimension | None:
    """The topics of the map of the `subject`: "answer" (the rows themselves) or "prompt" (column `prompt` of the rows).

    Themes when there are more than MAX_LEVELS topics, and only the largest themes when there are more than MAX_LEVELS
    themes. None without a map.
    """
    if not {"map", "topics"} <= tables(connection):
        return None
    key = "prompt" if subject == "prompt" else "doc_id"
    topics = connection.execute(
        f"""SELECT map.topic_id AS topic, coalesce(parent_id, map.topic_id) AS theme
        FROM rows LEFT JOIN map ON map.doc_id = rows.{key} LEFT JOIN topics USING (topic_id) ORDER BY rows.doc_id"""
    ).df()
    kind = "topic" if topics.topic.nunique() <= MAX_LEVELS else "theme"
    codes, levels = pd.factorize(_with_largest(topics[kind]), sort=True)
    names = dict(connection.execute("SELECT topic_id, label FROM topics").fetchall())
    names |= {-1: "no topic", OTHER_TOPICS: f"other {kind}s"}
    labels = tuple(names[int(level)] for level in levels)
    topics_of = topics.topic.groupby(codes).unique()
    of_topics = PromptValues if subject == "prompt" else Values
    filters = tuple(
        of_topics("map", "topic_id", tuple(sorted(int(topic) for topic in topics_of[code])))
        for code in range(len(levels))
    )
    role = BEFORE if subject == "prompt" else ANSWER
    reason = f"the topic of the text of the {subject}"
    return Dimension(f"{kind} of the {subject}", codes.astype(np.int32), labels, filters, role, reason)


def _period_filter(start: pd.Timestamp, period: str) -> Range:
    end = start + pd.DateOffset(**{f"{period}s": 1}) - datetime.timedelta(microseconds=1)
    return Range("turns", "created_at", str(start), str(end))


def _with_largest(topics: pd.Series) -> pd.Series:
    """The topics, with OTHER_TOPICS in place of the smallest ones when there are more than MAX_LEVELS."""
    largest = topics.value_counts().index
    if len(largest) <= MAX_LEVELS:
        return topics
    return topics.where(topics.isna() | topics.isin(largest[: MAX_LEVELS - 1]), OTHER_TOPICS)
