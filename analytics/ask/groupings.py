"""By what can documents be told apart? Source, language, topic, year, label: one value a document, and the selection
behind each.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from analytics.ask.colours import THEME, TOPIC, ColourBy, holders
from analytics.ask.columns import columns, tables
from analytics.ask.filters import Filter, Range, Values
from analytics.errors import DataloupeError


@dataclass(frozen=True)
class Grouping:
    """One way to tell documents apart: `value` in SQL over `documents` and the tables of `joins`, and what a missing
    value is called.
    """

    by: ColourBy
    value: str
    joins: str
    missing: str

    def filter(self, connection: duckdb.DuckDBPyConnection, value: str) -> Filter:
        """The selection of the documents of one group."""
        if value != self.missing and self.by.kind == "date":
            return Range(self.by.table, self.by.name, f"{value}-01-01", f"{value}-12-31 23:59:59.999999")
        if value != self.missing:
            return holders(connection, self.by, value)
        return (
            Values("map", "topic_id", ("-1", None))
            if self.by in (THEME, TOPIC)
            else Values(self.by.table, self.by.name, (None,))
        )


_MAPPED = "LEFT JOIN (SELECT doc_id, topic_id FROM map) USING (doc_id) LEFT JOIN (SELECT topic_id, parent_id, label AS topic FROM topics) USING (topic_id)"
_THEMED = f"{_MAPPED} LEFT JOIN (SELECT topic_id AS theme_id, label AS theme FROM topics) ON theme_id = parent_id"

GROUPINGS: dict[str, Grouping] = {
    "source": Grouping(ColourBy("documents", "source", "category"), "documents.source", "", "(no source)"),
    "language": Grouping(ColourBy("signals", "lang_detected", "category"), "lang_detected", "", "(unknown)"),
    "theme": Grouping(THEME, "coalesce(theme, topic)", _THEMED, "(no topic)"),
    "topic": Grouping(TOPIC, "topic", _MAPPED, "(no topic)"),
    "year": Grouping(ColourBy("documents", "created_at", "date"), "year(documents.created_at)", "", "(no date)"),
    "label": Grouping(ColourBy("documents", "label", "category"), "documents.label", "", "(no label)"),
}


def grouping_named(name: str) -> Grouping:
    """The grouping `name`. Raises DataloupeError naming those there are."""
    if name not in GROUPINGS:
        raise DataloupeError(f"documents cannot be told apart by {name!r} - they can by {', '.join(GROUPINGS)}")
    return GROUPINGS[name]


def groupings(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The groupings that this workspace has."""
    there = {(column.table, column.name) for column in columns(connection, "documents", "signals", "map")}
    needed = {
        "source": ("documents", "source"),
        "language": ("signals", "lang_detected"),
        "label": ("documents", "label"),
        "year": ("documents", "created_at"),
    }
    found = [name for name in GROUPINGS if needed.get(name, ("map", "topic_id")) in there]
    return [name for name in found if name in needed or "topics" in tables(connection)]
