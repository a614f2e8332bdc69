"""Is there anything to compare in this workspace? Cheap questions, asked before a page is offered."""

from __future__ import annotations

import duckdb

from analytics.ask.columns import tables
from analytics.ask.comparison.fallback_groups import fallback_groups
from analytics.ask.groupings import group_sizes, groupings


def has_two_documents(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there are two documents."""
    return len(connection.execute("SELECT 1 FROM documents LIMIT 2").fetchall()) == 2


def has_two_places(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether two documents have a place on the map."""
    return len(connection.execute("SELECT 1 FROM map WHERE isfinite(x) AND isfinite(y) LIMIT 2").fetchall()) == 2


def has_two_groups(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether the documents form two groups by any grouping."""
    if not has_two_documents(connection):
        return False
    by_column = (len(group_sizes(connection, name, limit=2)) > 1 for name in groupings(connection))
    return any(by_column) or bool(fallback_groups(connection))


def has_wordings(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a question that opens conversations has several wordings with an answer."""
    if not {"prompts", "turns", "behaviour"} <= tables(connection):
        return False
    row = connection.execute(
        """SELECT 1 FROM prompts
        JOIN turns AS asked ON asked.doc_id = prompts.doc_id AND asked.turn_index = 0
        JOIN turns AS answered ON answered.parent_doc_id = prompts.doc_id
        SEMI JOIN behaviour ON behaviour.doc_id = answered.doc_id
        GROUP BY question_id HAVING count(DISTINCT wording_id) > 1 LIMIT 1"""
    ).fetchone()
    return row is not None
