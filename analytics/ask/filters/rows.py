"""The filter of documents that a person selected one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from analytics.ask.filters.filter import StructFilter

if TYPE_CHECKING:
    from analytics.workspace import Manifest


class Rows(StructFilter, frozen=True, tag="rows"):
    """Documents selected by hand, by `doc_id`."""

    ids: tuple[int, ...]

    def query(self) -> tuple[str, list[Any]]:
        return "SELECT doc_id FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))", [list(self.ids)]

    def describe(self) -> str:
        return f"{len(self.ids)} document{'s' * (len(self.ids) != 1)} selected by hand"

    def identity(self, connection: duckdb.DuckDBPyConnection, manifest: Manifest) -> str | None:
        """The texts of the documents: doc_id means another document in other data."""
        rows = connection.execute(
            "SELECT doc_id, md5(text) FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[])) ORDER BY doc_id",
            [list(self.ids)],
        ).fetchall()
        return " ".join(f"{doc_id}:{digest}" for doc_id, digest in rows)
