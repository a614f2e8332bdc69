"""Which kinds of feedback do the logs have, what do they rate, and how many raters rated the same answers?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from analytics.ask.columns import tables

MIN_BINARY = 0.95
"""The share of ratings that are 0 or 1 from which their mean is shown as a share."""

MIN_SHARED = 0.05
"""The share of what is rated with several raters from which who rates is not the user."""

QUERY = f"""
WITH named AS (
    SELECT *, coalesce(doc_id::VARCHAR, conversation_id) AS rated FROM feedback WHERE name IS NOT NULL
), several AS (
    SELECT name, count(*) FILTER (raters > 1) / count(*) AS share FROM (
        SELECT name, rated, count(DISTINCT rater) AS raters FROM named WHERE value IS NOT NULL GROUP BY name, rated
    ) GROUP BY name
)
SELECT name,
    CASE WHEN count(doc_id) >= count(*) FILTER (doc_id IS NULL AND message_id IS NULL)
        THEN 'answers' ELSE 'conversations' END AS unit,
    count(value) AS ratings,
    count(*) FILTER (doc_id IS NULL AND message_id IS NOT NULL) AS unmatched,
    count(*) - count(value) AS unreadable,
    avg((value IN (0, 1))::INTEGER) > {MIN_BINARY} AS is_binary,
    coalesce(any_value(several.share), 0) > {MIN_SHARED} AS has_several_raters
FROM named LEFT JOIN several USING (name) GROUP BY name HAVING count(value) > 0 ORDER BY ratings DESC, name
"""


@dataclass(frozen=True)
class FeedbackKind:
    """One kind of feedback, for example thumbs.

    `unit` is what it rates, "answers" or "conversations". `unmatched` ratings belong to messages that no input has;
    `unreadable` ones have a value that is not a rating. `has_several_raters` is whether several raters rated the same
    answers: more than MIN_SHARED of them.
    """

    name: str
    unit: str
    ratings: int
    unmatched: int
    unreadable: int
    is_binary: bool
    has_several_raters: bool


def feedback_kinds(connection: duckdb.DuckDBPyConnection) -> list[FeedbackKind]:
    """Every kind of feedback, the most frequent first; empty without feedback."""
    if not {"feedback", "turns"} <= tables(connection):
        return []
    return [FeedbackKind(*row) for row in connection.execute(QUERY).fetchall()]
