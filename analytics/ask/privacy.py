"""Which groups have enough users to be shown, when the users are known?"""

from __future__ import annotations

import duckdb

from analytics.ask.columns import Column, tables
from analytics.sql import identifier


def knows_users(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether any turn has a user. Then a group of few users may identify a person."""
    if "turns" not in tables(connection):
        return False
    ((known,),) = connection.execute("SELECT count(user_id) > 0 FROM turns").fetchall()
    return bool(known)


def groups_with_min_users(
    connection: duckdb.DuckDBPyConnection, column: Column, min_users: int
) -> set[str | None] | None:
    """The values of `column` (as text, None for missing) whose documents have at least `min_users` different users;
    None when no users are known.

    A document that is not a turn, and a turn without a user, adds no user.
    """
    if not knows_users(connection):
        return None
    join = "" if column.table == "turns" else f"JOIN {identifier(column.table)} USING (doc_id)"
    rows = connection.execute(
        f"SELECT CAST({column.sql} AS VARCHAR) FROM turns {join} GROUP BY 1 HAVING count(DISTINCT turns.user_id) >= ?",
        [min_users],
    ).fetchall()
    return {value for (value,) in rows}
