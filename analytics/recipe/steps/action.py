"""The contract of an action, and what an action is given."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, NamedTuple

import duckdb
import msgspec
import numpy as np

from analytics.ask.filters import Filter, filter_to_plain
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError
from analytics.validation import as_lists

if TYPE_CHECKING:
    import pyarrow as pa

    from analytics.ask.duplicates import DuplicateGraph
    from analytics.workspace import Manifest


AT_LEAST_ONE = msgspec.Meta(extra_json_schema={"minItems": 1})
"""Marks a list that must not be empty, for the JSON Schema; `check` or the action itself has the message."""

Filters = Annotated[tuple[Filter, ...], AT_LEAST_ONE]


@dataclass(frozen=True)
class Documents:
    """All documents, by position: `doc_ids` ascending, `remaining` (bool) those that no earlier step removes.

    `pairs` gives the verified duplicate pairs of all documents.
    """

    connection: duckdb.DuckDBPyConnection
    doc_ids: np.ndarray
    remaining: np.ndarray
    pairs: Callable[[], DuplicateGraph]

    def selected(self, *filters: Filter) -> np.ndarray:
        """bool, one a document: which documents pass every filter."""
        condition = where(self.connection, Selection(filters))
        rows = self.connection.execute(f"SELECT doc_id FROM documents WHERE {condition}").fetchnumpy()
        return self.among(rows["doc_id"])

    def among(self, doc_ids: np.ndarray) -> np.ndarray:
        """bool, one a document: which documents are in `doc_ids`."""
        return np.isin(self.doc_ids, doc_ids)

    def only(self, remaining: np.ndarray) -> Documents:
        """The same documents, of which others remain."""
        return replace(self, remaining=remaining)


class ExportedRows(NamedTuple):
    """Rows of an export after a step, and which of them (bool) have an edited value in a column of the input."""

    rows: pa.Table
    edited: np.ndarray


class Action:
    """What a step does. In a recipe file, `do: KIND` comes before the fields of the action."""

    __slots__ = ()

    removes: ClassVar[bool] = False
    """Whether documents are removed by it."""

    considers_remaining: ClassVar[bool] = False
    """Whether `affected` depends on which documents remain, and is asked again in the step's place in the order."""

    old_names: ClassVar[Mapping[str, str]] = {}
    """Names of fields in recipe files of before: the present name of each."""

    @property
    def kind(self) -> str:
        """The action's name in a recipe file."""
        raise NotImplementedError

    def describe(self) -> str:
        """What the action does, in words: `exclude where words at most 5`."""
        raise NotImplementedError

    def filters(self) -> tuple[Filter, ...]:
        """Every filter that the action names."""
        return ()

    def check(self) -> None:
        """Raises DataloupeError for an action that cannot be part of any recipe."""
        if any(one.rests_on_decisions for one in self.filters()):
            raise DataloupeError("A step cannot depend on the outcome of other steps. Remove that filter.")

    def check_columns(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Raises DataloupeError when the action names a column that this workspace does not have."""
        for one in self.filters():
            one.check(connection)

    def tables(self) -> set[str]:
        """The tables that the action needs."""
        return {table for one in self.filters() for table in one.tables()}

    def affected(self, documents: Documents) -> np.ndarray | None:
        """bool, one a document: which documents the action removes or tags; None for an action on no documents."""
        return None

    def has_no_match(self, affected: np.ndarray) -> bool:
        """Whether no document passes the action's filters, by the answer of `affected` for all documents."""
        return bool(self.filters()) and not affected.any()

    def identities(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> list[str]:
        """What identifies the data that the action's numbers refer to; nothing for an action that means the same on
        all data.
        """
        by_hand_first = sorted(self.filters(), key=lambda one: one.kind != "rows")
        marks = [one.identity(connection, manifest) for one in by_hand_first]
        return list(dict.fromkeys(mark for mark in marks if mark is not None))

    def check_export(self, columns: Sequence[str]) -> None:
        """Raises DataloupeError when the action cannot change rows with these columns."""

    def export(self, rows: pa.Table, affected: np.ndarray | None, columns: Sequence[str]) -> ExportedRows:
        """The rows as they are exported. `affected` (bool, one a row) is the answer of `affected` for these rows,
        `columns` are the columns of the input.
        """
        return ExportedRows(rows, np.zeros(len(rows), bool))

    def to_plain(self) -> dict[str, Any]:
        """The action as in the file: fields without a value are omitted."""
        raise NotImplementedError


class StructAction(Action, msgspec.Struct, frozen=True, tag_field="do", forbid_unknown_fields=True):
    """The base of every action: fields that are validated, compared by value and hashable."""

    @property
    def kind(self) -> str:
        return str(self.__struct_config__.tag)

    def to_plain(self) -> dict[str, Any]:
        fields = msgspec.structs.asdict(self)
        named = {field.encode_name: fields[field.name] for field in msgspec.structs.fields(type(self))}
        return {"do": self.kind} | {
            key: _plain(value) for key, value in named.items() if value is not None and value != ()
        }


def check_any_filters(action: Action) -> None:
    """Raises DataloupeError for an action without filters."""
    if not action.filters():
        raise DataloupeError(
            f"A step {action.kind!r} needs at least one filter. Without a filter it applies to all documents."
        )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return as_lists(filter_to_plain(value, omit_defaults=True)) if isinstance(value, Filter) else value
