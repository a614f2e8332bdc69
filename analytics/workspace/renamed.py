"""Tables and columns that have a new name. For one release a query may use the old name, too.

A workspace that was built before has files with the old columns, and a newer one has the new columns: both answer to
both names. Catalogues show the new names only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from analytics.sql import identifier


@dataclass(frozen=True)
class Renamed:
    """A table, what it was called, and its columns that were renamed: former name -> present name."""

    table: str
    former_table: str
    columns: Mapping[str, str] = field(default_factory=dict)


RENAMED = (
    Renamed("repeated_passages", "repeated_parts", {"part_id": "passage_id"}),
    Renamed("passage_documents", "part_documents", {"part_id": "passage_id"}),
    Renamed("behaviour", "behaviour", {"left": "ended_conversation"}),
    Renamed("classifier_words", "classifier_words", {"parts": "contribution"}),
)
"""To rename a table or a column of a table that a release has shipped, add it here; delete the line a release later."""

FORMER_TABLES = frozenset(renamed.former_table for renamed in RENAMED if renamed.former_table != renamed.table)
FORMER_COLUMNS = frozenset(
    (renamed.table, former)
    for renamed in RENAMED
    if renamed.former_table == renamed.table
    for former in renamed.columns
)
"""Names that catalogues do not show: tables, and columns as (table, column)."""


def present_column(table: str, column: str) -> str:
    """The present name of a column that a link or a recipe may call by its former name."""
    renamed = next((renamed for renamed in RENAMED if renamed.table == table), None)
    return renamed.columns.get(column, column) if renamed else column


def present_columns(renamed: Renamed, columns: Collection[str]) -> str:
    """The SELECT list that gives a file's `columns` their present names, and repeats them under former names.

    A renamed table has no former names: they are in the view of its former name.
    """
    old_file = {old: new for old, new in renamed.columns.items() if old in columns and new not in columns}
    new_file = {old: new for old, new in renamed.columns.items() if new in columns and old not in columns}
    aliases = {old: old for old in old_file} | new_file if renamed.former_table == renamed.table else {}
    return f"*{_rename(old_file)}" + "".join(
        f", {identifier(one)} AS {identifier(old)}" for old, one in aliases.items()
    )


def former_columns(renamed: Renamed, columns: Collection[str]) -> str:
    """The SELECT list that gives a file's `columns` their former names."""
    return f"*{_rename({new: old for old, new in renamed.columns.items() if new in columns})}"


def _rename(names: Mapping[str, str]) -> str:
    if not names:
        return ""
    return f" RENAME ({', '.join(f'{identifier(old)} AS {identifier(new)}' for old, new in names.items())})"
