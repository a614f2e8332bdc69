"""The filter of documents that people labelled on the page Label."""

from __future__ import annotations

from typing import Any

import duckdb

from analytics.ask.filters.filter import StructFilter
from analytics.errors import DataloupeError
from analytics.sql import literal
from analytics.workspace.annotations import EVENTS


class Annotated(StructFilter, frozen=True, tag="annotated"):
    """Documents with an annotation of a schema: with one of these `values`, or any; by one `annotator`, or anyone but
    those `without`.

    Only the first `lines` lines of the annotations count, where given: later annotations do not change the selection.
    """

    schema: str
    values: tuple[str, ...] = ()
    annotator: str | None = None
    without: tuple[str, ...] = ()
    lines: int | None = None

    def query(self) -> tuple[str, list[Any]]:
        events = f"SELECT * FROM {EVENTS} WHERE schema = {literal(self.schema)} AND NOT is_gold"
        if self.lines is not None:
            events += f" AND line <= {int(self.lines)}"
        conditions, parameters = ["value IS NOT NULL", "NOT list_contains(?::VARCHAR[], annotator)"], [[*self.without]]
        if self.annotator is not None:
            conditions.append("list_contains(?::VARCHAR[], annotator)")
            parameters.append([self.annotator])
        if self.values:
            conditions.append("(list_contains(?::VARCHAR[], value) OR list_has_any(?::VARCHAR[], chosen))")
            parameters += [[*self.values], [*self.values]]
        return (
            f"""WITH events AS ({events}),
            last AS (
                SELECT * FROM events WHERE undoes IS NULL
                    AND annotation_id NOT IN (SELECT undoes FROM events WHERE undoes IS NOT NULL)
                QUALIFY row_number() OVER (PARTITION BY doc_id, other_doc_id, annotator ORDER BY line DESC) = 1
            )
            SELECT DISTINCT doc_id FROM (
                SELECT *, CASE WHEN starts_with(value, '[') AND json_valid(value)
                    THEN from_json(value, '["VARCHAR"]') END AS chosen FROM last
            ) WHERE {" AND ".join(conditions)}""",
            parameters,
        )

    def describe(self) -> str:
        values = f" is {' or '.join(self.values)}" if self.values else " is answered"
        by = f" by {self.annotator}" if self.annotator is not None else ""
        but = f", without {', '.join(self.without)}" if self.without else ""
        return f"{self.schema}{values}{by}{but}"

    def check(self, connection: duckdb.DuckDBPyConnection) -> None:
        row = connection.execute("SELECT 1 FROM duckdb_views() WHERE view_name = ?", [EVENTS]).fetchone()
        if row is None:
            raise DataloupeError("This workspace has no annotations. Make some on the page Label, or import them.")

    def tables(self) -> set[str]:
        return {EVENTS}
