"""The contract of a filter, and what several filters need."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import duckdb
import msgspec

from analytics.ask.columns import SELECTABLE_TABLES
from analytics.errors import DataloupeError
from analytics.sql import identifier

if TYPE_CHECKING:
    from analytics.workspace import Manifest

SHOWN_CHARACTERS = 60


class Filter:
    """One condition of a selection. In a link or a recipe file, `is: KIND` comes before its fields."""

    __slots__ = ()

    old_names: ClassVar[Mapping[str, str]] = {}
    """Names of fields in links and files of before: the present name of each."""

    rests_on_decisions: ClassVar[bool] = False
    """Whether the filter refers to the outcome of a recipe; such a filter cannot be part of a recipe's step."""

    @property
    def kind(self) -> str:
        """The filter's name in links and files."""
        raise NotImplementedError

    def query(self) -> tuple[str, list[Any]]:
        """A SELECT that yields `doc_id`, and its parameters."""
        raise NotImplementedError

    def describe(self) -> str:
        """The condition in words: `words at least 5`."""
        raise NotImplementedError

    def check(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Raises DataloupeError when the filter names a column that is not in this workspace."""

    def tables(self) -> set[str]:
        """The tables that the filter needs."""
        return tables_of_statement(self.query()[0])

    def identity(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> str | None:
        """What identifies the data that the filter's numbers refer to; None for a filter that means the same on all
        data.
        """
        return None


class StructFilter(Filter, msgspec.Struct, frozen=True, tag_field="is", forbid_unknown_fields=True):
    """The base of every filter: fields that are validated, compared by value and hashable."""

    @property
    def kind(self) -> str:
        return str(self.__struct_config__.tag)


def selectable(table: str) -> str:
    """The quoted name of a table. Raises DataloupeError for a table that no selection may name."""
    if table not in SELECTABLE_TABLES:
        available = ", ".join(SELECTABLE_TABLES)
        raise DataloupeError(f"A selection cannot use the table {table!r}. It can use: {available}.")
    return identifier(table)


def one_line(text: str) -> str:
    """A text on one line, shortened."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARACTERS else line[: SHOWN_CHARACTERS - 1] + "…"


def map_identity(manifest: Manifest) -> str:
    """What identifies the places on the map of a workspace. Documents that are added do not change it: the old ones do
    not move.
    """
    return _kept_identity(manifest, "layout") or _kept_identity(manifest, "map") or "no map"


def topics_identity(manifest: Manifest) -> str:
    """What identifies the topics of a workspace: their numbers stay until documents are clustered again."""
    return _kept_identity(manifest, "map") or "no map"


def _kept_identity(manifest: Manifest, table: str) -> str | None:
    record = manifest.stages.get(manifest.tables[table].stage) if table in manifest.tables else None
    if record is None:
        return None
    return str(record.notes.get("identity", record.fingerprint if table == "map" else "")) or None


def tables_of_statement(statement: str) -> set[str]:
    """The tables that a SELECT names, by DuckDB's own parser; none for another statement, which no page runs."""
    ((tree,),) = duckdb.connect().execute("SELECT json_serialize_sql(?)", [statement]).fetchall()
    return {name for name in _values_of(json.loads(tree), "table_name") if name}


def _values_of(tree: Any, key: str) -> Iterator[str]:
    """Every value of `key` in nested lists and mappings."""
    if isinstance(tree, dict):
        if isinstance(tree.get(key), str):
            yield tree[key]
        for value in tree.values():
            yield from _values_of(value, key)
    elif isinstance(tree, list):
        for value in tree:
            yield from _values_of(value, key)
