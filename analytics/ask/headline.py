"""What a dataset is, how much it has, and from when to when, in one sentence or two."""

from __future__ import annotations

import duckdb

from analytics.ask import overview
from analytics.ask.selection import ALL
from analytics.ask.size import describe_contents, is_log, size


def headline(connection: duckdb.DuckDBPyConnection) -> str:
    """For example `3,000 conversations, 12,480 messages, 2.1 million tokens (est.), from 3 Jan 2025 to 30 Jun 2025.`"""
    summary = overview.summary(connection, ALL)
    if not is_log(connection):
        return summary.summary_text()
    dates = ""
    if summary.first_date is not None and summary.last_date is not None:
        dates = f", from {summary.first_date:%-d %b %Y} to {summary.last_date:%-d %b %Y}"
    return f"{describe_contents(connection, size(connection))}{dates}."
