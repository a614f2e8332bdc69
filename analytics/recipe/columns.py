"""Which columns does an export have, and under which names?"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from analytics.ask.columns import columns
from analytics.names import unique_name


def exported_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The columns of `documents`, then those of `metadata`, as SQL -> name. A column of the metadata is renamed where
    both have one of its name (ignoring case).
    """
    names = {"documents.doc_id": "doc_id"}
    for column in columns(connection, "documents", "metadata"):
        names[column.sql] = free_name(column.name, names.values(), "metadata")
    return names


def free_name(name: str, taken: Iterable[str], prefix: str) -> str:
    """`name`, with the prefix where another column has that name (ignoring case)."""
    return unique_name(name, {other.lower() for other in taken}, prefix, str.lower)
