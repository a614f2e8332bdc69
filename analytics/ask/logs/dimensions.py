"""By what can answers be divided? Every column with few values, numbers and dates in bands; each group can be
selected.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import Column, columns, tables
from analytics.ask.filters import Filter, Range, Values
from analytics.sql import identifier

MOST_LEVELS = 60
"""A text column with more values tells people or texts apart, not kinds of them."""

FEW_NUMBERS = 8
"""A whole number with at most so many values is taken value by value, others in quarters."""

MOST_PERIODS = 26
OTHER_TOPICS = -2

FIELDS = {
    ("turns", "model"): "model",
    ("turns", "prompt_version"): "prompt version",
    ("turns", "latency_ms"): "latency (ms)",
    ("turns", "cost"): "cost",
    ("documents", "lang"): "language",
    ("documents", "label"): "label",
    ("documents", "source"): "source",
    ("signals", "lang_detected"): "language (detected)",
    ("signals", "n_words"): "length (words)",
    ("behaviour", "refused"): "refused",
}
"""What is looked at of the tables whose columns we know, and its name; of `metadata` it is every column."""

POSITIONS = (
    ("1st exchange", 0, 1),
    ("2nd exchange", 2, 3),
    ("3rd exchange", 4, 5),
    ("4th or 5th exchange", 6, 9),
    ("later", 10, None),
)


@dataclass(frozen=True)
class Dimension:
    """One way to divide: `codes` int32, one a row (-1: missing), an index into `labels` and `parts`, what selects the
    group. `ordered` levels follow a scale.
    """

    name: str
    codes: np.ndarray
    labels: tuple[str, ...]
    filters: tuple[Filter, ...]
    ordered: bool = False

    def keep(self, rows: np.ndarray) -> Dimension:
        return replace(self, codes=self.codes[rows])


def dimensions(connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray, of: tuple[str, ...]) -> dict[str, Dimension]:
    """All ways to divide these documents (sorted `doc_id`s of `turns`) into at least two groups by columns of the
    tables `of`, by name.
    """
    given = pd.DataFrame({"doc_id": doc_ids})  # the queries below read it by this name
    found = [
        _position(connection, given),
        _period(connection, given),
        _topics(connection, given) if "map" in of else None,
    ]
    candidates = _candidates(connection, of)
    for table in dict.fromkeys(column.table for column in candidates):
        few = _with_few_values(connection, given, [column for column in candidates if column.table == table])
        if few:
            names = ", ".join(f"{column.sql}{'::VARCHAR' if not column.is_number else ''}" for column in few)
            values = connection.sql(
                f"SELECT {names} FROM given LEFT JOIN {identifier(table)} USING (doc_id) ORDER BY given.doc_id"
            ).to_arrow_table()
            found += [
                _numbers(column, value) if column.is_number else _values(column, value)
                for column, value in zip(few, values.columns, strict=True)
            ]
    real = [one for one in found if one is not None and len(one.labels) > 1]
    spoken = any(one.name == "language" for one in real)
    return {one.name: one for one in real if not (spoken and one.name == FIELDS["signals", "lang_detected"])}


def _candidates(connection: duckdb.DuckDBPyConnection, of: tuple[str, ...]) -> list[Column]:
    there = columns(connection, *of)
    return [column for column in there if column.table == "metadata" or (column.table, column.name) in FIELDS]


def _with_few_values(
    connection: duckdb.DuckDBPyConnection, given: pd.DataFrame, candidates: list[Column]
) -> list[Column]:
    """Those of one table that can be a dimension: any number with two values, any text or truth value with two to
    MOST_LEVELS.
    """
    candidates = [column for column in candidates if column.is_number or column.type in ("VARCHAR", "BOOLEAN")]
    if not candidates:
        return []
    counts = ", ".join(f"approx_count_distinct({column.sql})" for column in candidates)
    table = identifier(candidates[0].table)
    (row,) = connection.execute(f"SELECT {counts} FROM {table} WHERE doc_id IN (SELECT doc_id FROM given)").fetchall()
    return [
        column for column, n in zip(candidates, row, strict=True) if n > 1 and (n <= MOST_LEVELS or column.is_number)
    ]


def _name(column: Column) -> str:
    name = FIELDS.get((column.table, column.name), column.name)
    return f"{name} (metadata)" if column.table == "metadata" and name in {*FIELDS.values(), "turn", "period"} else name


def _values(column: Column, values: pa.ChunkedArray) -> Dimension:
    encoded = values.combine_chunks().dictionary_encode()
    labels = encoded.dictionary.to_pylist()
    order = np.argsort(np.array(labels, dtype=object)) if labels else np.empty(0, int)
    codes = np.asarray(encoded.indices.fill_null(-1), np.int32)
    place = np.append(np.argsort(order), -1).astype(np.int32)  # the last entry serves the code -1
    parts = tuple(Values(column.table, column.name, (labels[i],)) for i in order)
    return Dimension(_name(column), place[codes], tuple(labels[i] for i in order), parts)


def _numbers(column: Column, values: pa.ChunkedArray) -> Dimension | None:
    """Each value of a whole number that has few, else quarters of the rows, bordered by values that occur (so that no
    value is in two).
    """
    numbers = values.cast(pa.float64(), safe=False).to_numpy().astype(float)
    known = np.isfinite(numbers)
    distinct = np.unique(numbers[known])
    if len(distinct) < 2:
        return None
    if len(distinct) <= FEW_NUMBERS and (distinct == np.round(distinct)).all():
        lows = distinct
    else:
        lows = np.unique([distinct[0], *np.quantile(numbers[known], (0.25, 0.5, 0.75), method="higher")])
    codes = np.where(known, np.searchsorted(lows, np.where(known, numbers, lows[0]), side="right") - 1, -1).astype(
        np.int32
    )
    highs = [float(distinct[np.searchsorted(distinct, low) - 1]) for low in lows[1:]] + [float(distinct[-1])]
    labels = tuple(
        f"{low:,.6g}" if low == high else f"{low:,.6g} to {high:,.6g}" for low, high in zip(lows, highs, strict=True)
    )
    parts = tuple(Range(column.table, column.name, float(low), high) for low, high in zip(lows, highs, strict=True))
    return Dimension(_name(column), codes, labels, parts, ordered=True)


def _position(connection: duckdb.DuckDBPyConnection, given: pd.DataFrame) -> Dimension:
    index = connection.execute(
        "SELECT turn_index FROM given LEFT JOIN turns USING (doc_id) ORDER BY given.doc_id"
    ).fetchnumpy()["turn_index"]
    codes = np.searchsorted([low for _, low, _ in POSITIONS], np.ma.filled(index, -1), side="right") - 1
    parts = tuple(Range("turns", "turn_index", low, high) for _, low, high in POSITIONS)
    return _used(
        Dimension("turn", codes.astype(np.int32), tuple(label for label, _, _ in POSITIONS), parts, ordered=True)
    )


def _period(connection: duckdb.DuckDBPyConnection, given: pd.DataFrame) -> Dimension | None:
    """Weeks, or months or years where there would be too many."""
    ((weeks, months),) = connection.execute(
        """SELECT date_diff('week', min(created_at), max(created_at)), date_diff('month', min(created_at), max(created_at))
        FROM turns WHERE doc_id IN (SELECT doc_id FROM given)"""
    ).fetchall()
    if weeks is None:
        return None
    period = "week" if weeks < MOST_PERIODS else "month" if months < MOST_PERIODS else "year"
    starts = pd.Series(
        connection.sql(
            f"SELECT date_trunc('{period}', created_at)::TIMESTAMP AS start FROM given LEFT JOIN turns USING (doc_id) ORDER BY given.doc_id"
        )
        .to_arrow_table()["start"]
        .to_numpy()
    )
    codes, levels = pd.factorize(starts, sort=True)
    labels, parts = [], []
    for start in levels:
        end = start + pd.DateOffset(**{f"{period}s": 1}) - datetime.timedelta(microseconds=1)
        labels.append(start.strftime({"week": "%d %b %Y", "month": "%b %Y", "year": "%Y"}[period]))
        parts.append(Range("turns", "created_at", str(start), str(end)))
    return Dimension(period, codes.astype(np.int32), tuple(labels), tuple(parts), ordered=True)


def _topics(connection: duckdb.DuckDBPyConnection, given: pd.DataFrame) -> Dimension | None:
    """The topics of the map; its themes where there are too many topics, and the largest of those where there are too
    many of them.
    """
    if not {"map", "topics"} <= tables(connection):
        return None
    found = connection.execute(
        """SELECT map.topic_id AS topic, coalesce(parent_id, map.topic_id) AS theme
        FROM given LEFT JOIN map USING (doc_id) LEFT JOIN topics USING (topic_id) ORDER BY given.doc_id"""
    ).df()
    level = next((level for level in ("topic", "theme") if found[level].nunique() <= MOST_LEVELS), "theme")
    largest = found[level].value_counts().index
    shown = largest if len(largest) <= MOST_LEVELS else largest[: MOST_LEVELS - 1]
    group = found[level].where(found[level].isna() | found[level].isin(shown), OTHER_TOPICS)
    codes, levels = pd.factorize(group, sort=True)
    names = {
        -1: "no topic",
        OTHER_TOPICS: f"other {level}s",
        **dict(connection.execute("SELECT topic_id, label FROM topics").fetchall()),
    }
    topics = found.topic.groupby(codes).unique()
    parts = tuple(
        Values("map", "topic_id", tuple(sorted(int(topic) for topic in topics[code]))) for code in range(len(levels))
    )
    return Dimension(f"{level} (map)", codes.astype(np.int32), tuple(names[int(one)] for one in levels), parts)


def _used(dimension: Dimension) -> Dimension:
    """Without the levels that no row has."""
    there = np.flatnonzero(np.bincount(dimension.codes[dimension.codes >= 0], minlength=len(dimension.labels)))
    place = np.full(len(dimension.labels) + 1, -1, np.int32)
    place[there] = np.arange(len(there))
    return replace(
        dimension,
        codes=place[dimension.codes],
        labels=tuple(dimension.labels[i] for i in there),
        filters=tuple(dimension.filters[i] for i in there),
    )
