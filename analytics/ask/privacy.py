"""Which groups hold enough users to be told about, where users are known at all?"""

from __future__ import annotations

import duckdb

from analytics.ask.columns import Column, tables
from analytics.sql import identifier


def knows_users(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any turn says who wrote it: then groups of few users are people who could be recognised."""
    if "turns" not in tables(connection):
        return False
    ((known,),) = connection.execute("SELECT count(user_id) > 0 FROM turns").fetchall()
    return bool(known)


def groups_with_min_users(connection: duckdb.DuckDBPyConnection, column: Column, k: int) -> set[str | None] | None:
    """The values of `column` (as text, None for missing) whose documents are of at least `k` users; None where users
    are not known.

    A document that is no turn, or whose user is not known, counts as nobody's.
    """
    if not knows_users(connection):
        return None
    join = "" if column.table == "turns" else f"JOIN {identifier(column.table)} USING (doc_id)"
    rows = connection.execute(
        f"SELECT CAST({column.sql} AS VARCHAR) FROM turns {join} GROUP BY 1 HAVING count(DISTINCT turns.user_id) >= ?",
        [k],
    ).fetchall()
    return {value for (value,) in rows}
