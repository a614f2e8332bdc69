"""By what can documents be grouped? By source, language, theme, topic, year, label or model: each
document is in one group."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from analytics.ask.columns import columns, tables
from analytics.ask.filters import Filter, Range, Values
from analytics.ask.map.colours import THEME, TOPIC, ColourBy, filter_by_value
from analytics.errors import DataloupeError


@dataclass(frozen=True)
class Grouping:
    """One way to group documents: `value` is SQL over `documents` and the tables of `joins`, `missing` the name of the
    group without a value.
    """

    by: ColourBy
    value: str
    joins: str
    missing: str

    def filter(self, connection: duckdb.DuckDBPyConnection, group: str) -> Filter:
        """The filter that selects the documents of one group."""
        if group != self.missing and self.by.kind == "date":
            return Range(self.by.table, self.by.name, f"{group}-01-01", f"{group}-12-31 23:59:59.999999")
        if group != self.missing:
            return filter_by_value(connection, self.by, group)
        if self.by in (THEME, TOPIC):
            return Values("map", "topic_id", ("-1", None))
        return Values(self.by.table, self.by.name, (None,))


_TOPICS = """LEFT JOIN (SELECT doc_id, topic_id FROM map) USING (doc_id)
    LEFT JOIN (SELECT topic_id, parent_id, label AS topic FROM topics) USING (topic_id)"""
_THEMES = f"""{_TOPICS}
    LEFT JOIN (SELECT topic_id AS theme_id, label AS theme FROM topics) ON theme_id = parent_id"""

GROUPINGS: dict[str, Grouping] = {
    "source": Grouping(ColourBy("documents", "source", "category"), "documents.source", "", "(no source)"),
    "language": Grouping(ColourBy("signals", "lang_detected", "category"), "lang_detected", "", "(unknown)"),
    "theme": Grouping(THEME, "coalesce(theme, topic)", _THEMES, "(no topic)"),
    "topic": Grouping(TOPIC, "topic", _TOPICS, "(no topic)"),
    "year": Grouping(ColourBy("documents", "created_at", "date"), "year(documents.created_at)", "", "(no date)"),
    "label": Grouping(ColourBy("documents", "label", "category"), "documents.label", "", "(no label)"),
    "model": Grouping(
        ColourBy("turns", "model", "category"),
        "model",
        "LEFT JOIN (SELECT doc_id, model FROM turns) USING (doc_id)",
        "(no model)",
    ),
}

_NEEDED_COLUMNS = {
    "source": ("documents", "source"),
    "language": ("signals", "lang_detected"),
    "label": ("documents", "label"),
    "model": ("turns", "model"),
    "year": ("documents", "created_at"),
}
"""The column that a grouping needs; theme and topic need the map and its topics."""


def grouping_named(name: str) -> Grouping:
    """The grouping `name`. Raises DataloupeError with the known names when there is none."""
    if name not in GROUPINGS:
        raise DataloupeError(f"Documents cannot be grouped by {name!r}. There are: {', '.join(GROUPINGS)}.")
    return GROUPINGS[name]


def groupings(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The names of the groupings that this workspace has."""
    available = {(column.table, column.name) for column in columns(connection, "documents", "signals", "map", "turns")}
    has_topics = ("map", "topic_id") in available and "topics" in tables(connection)
    return [
        name for name in GROUPINGS if (_NEEDED_COLUMNS[name] in available if name in _NEEDED_COLUMNS else has_topics)
    ]


def group_sizes(connection: duckdb.DuckDBPyConnection, name: str, limit: int = 100) -> list[tuple[str, int]]:
    """The largest groups of a grouping, and how many documents each has."""
    grouping = grouping_named(name)
    signals = "LEFT JOIN signals USING (doc_id)" if grouping.by.table == "signals" else ""
    return connection.execute(
        f"""WITH sizes AS (
            SELECT {grouping.value} AS value, count(*) AS documents FROM documents {signals} {grouping.joins} GROUP BY 1
        )
        SELECT coalesce(CAST(value AS VARCHAR), ?) AS name, sum(documents)::BIGINT AS documents
        FROM sizes GROUP BY 1 ORDER BY documents DESC, name LIMIT ?""",
        [grouping.missing, limit],
    ).fetchall()
