"""A connection for people from whom texts are hidden: the same tables, without what identifies a document or a person.

What is not known to be harmless is hidden, so a new table or column is too: of a text column only values that many
rows share remain, ids become numbers that mean nothing outside this connection, and lists and binary values are gone.
Numbers remain: they are what these people may see.
"""

from __future__ import annotations

import secrets

import duckdb

from analytics.sql import identifier, literal

HIDDEN = "(hidden)"
MAX_VALUE_CHARACTERS, MAX_VALUES = 80, 1_000
"""A longer value is a text, however often it occurs."""

TEXTS = frozenset({"text", "raw", "comment", "sentence", "title", "url", "step", "parameters", "selection", "terms"})
"""Columns of texts that are hidden without a look at their values."""

KEPT_TYPES = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
    "DOUBLE", "FLOAT", "DECIMAL", "BOOLEAN", "DATE", "TIMESTAMP", "TIME")  # fmt: skip
OWN_TABLE = "opened"
"""A table that says where the files are: only the process of SQL reads it, which these people may not start."""


def hide_texts(connection: duckdb.DuckDBPyConnection, min_group_size: int) -> None:
    """Replace every view of a connection by one without texts, and without values of fewer rows than this."""
    salt = secrets.token_hex(16)
    views = connection.execute(
        "SELECT view_name, sql FROM duckdb_views() WHERE NOT internal ORDER BY view_oid"
    ).fetchall()
    for view, statement in views:
        rows = statement.partition(" AS ")[2].strip().rstrip(";")
        described = connection.execute(f"DESCRIBE {identifier(view)}").fetchall()
        shown = [_shown(connection, view, name, str(type), min_group_size, salt) for name, type, *_ in described]
        connection.execute(f"CREATE OR REPLACE VIEW {identifier(view)} AS SELECT {', '.join(shown)} FROM ({rows})")
    connection.execute(f"DROP TABLE IF EXISTS {identifier(OWN_TABLE)}")


def _shown(
    connection: duckdb.DuckDBPyConnection, view: str, name: str, type: str, min_group_size: int, salt: str
) -> str:
    """The column as an expression of SQL."""
    column = identifier(name)
    if type.startswith(KEPT_TYPES) and not type.endswith("]"):
        return column
    if type != "VARCHAR":
        return f"CAST(NULL AS {type}) AS {column}"
    if name.endswith("_id"):
        return f"md5({literal(salt)} || {column}) AS {column}"
    if name in TEXTS:
        return f"CASE WHEN {column} IS NULL THEN {column} ELSE {literal(HIDDEN)} END AS {column}"
    values = connection.execute(
        f"SELECT {column} FROM {identifier(view)} WHERE length({column}) <= {MAX_VALUE_CHARACTERS} "
        f"GROUP BY 1 HAVING count(*) >= {int(min_group_size)} ORDER BY count(*) DESC LIMIT {MAX_VALUES}"
    ).fetchall()
    listed = ", ".join(literal(value) for (value,) in values)
    kept = f" OR {column} IN ({listed})" if values else ""
    return f"CASE WHEN {column} IS NULL{kept} THEN {column} ELSE {literal(HIDDEN)} END AS {column}"
