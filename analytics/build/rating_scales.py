"""What ratings without a known scale mean: each different value of a name gets its place in [0, 1]."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import duckdb
import pyarrow as pa

from analytics.ingest.reading.scales import Scale, is_unrated, scale_of

MAX_VALUES = 10_000
"""So many different values of a name decide about its scale, the most frequent first."""
MAX_EXAMPLES = 3

MOSTLY_KNOWN = 0.8
"""When a reading or a format gives this share of the values of a name, the scale is known and the rest is unread."""

DIFFERENT_VALUES = f"""
SELECT name, raw, count(*) FROM log_feedback WHERE value IS NULL AND raw IS NOT NULL AND name IN (
    SELECT name FROM log_feedback GROUP BY name HAVING count(value) < {MOSTLY_KNOWN} * count(*)
) GROUP BY name, raw ORDER BY name, count(*) DESC, raw
"""
RATING_VALUES = pa.schema(
    [("name", pa.string()), ("raw", pa.string()), ("number", pa.float64()), ("is_unrated", pa.bool_())]
)


@dataclass(frozen=True)
class NamedScale:
    """The scale of the ratings with one name. `unread` counts ratings without a place on it; `examples` are some."""

    name: str
    scale: Scale | None
    unread: int
    examples: tuple[str, ...]

    def summary_text(self) -> str:
        """`scale 1 to 5, the usual one around 3 to 4; 2 values cannot be read, such as 'meh'`."""
        known = self.scale.reason if self.scale else "no scale is known for these values"
        if not self.unread:
            return known
        return f"{known}; {self.unread:,} cannot be read, such as {', '.join(map(repr, self.examples))}"


def create_rating_values(connection: duckdb.DuckDBPyConnection) -> list[NamedScale]:
    """Create the table `rating_values`: (name, raw) -> number in [0, 1], or that nothing was rated."""
    rows = connection.execute(DIFFERENT_VALUES).fetchall()
    scales: list[NamedScale] = []
    values: list[tuple[str, str, float | None, bool]] = []
    for name, group in groupby(rows, key=lambda row: str(row[0])):
        counts = [(str(raw), int(count)) for _, raw, count in group]
        scale = scale_of(name, [raw for raw, _ in counts[:MAX_VALUES]])
        numbers = [None if scale is None or is_unrated(raw) else scale.value(raw) for raw, _ in counts]
        values += [(name, raw, number, is_unrated(raw)) for (raw, _), number in zip(counts, numbers, strict=True)]
        scales.append(_named(name, scale, counts, numbers))
    columns = zip(*values, strict=True) if values else [[] for _ in RATING_VALUES]
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, RATING_VALUES, strict=True)]
    connection.register("rating_values", pa.Table.from_arrays(arrays, schema=RATING_VALUES))
    return scales


def _named(
    name: str, scale: Scale | None, counts: Sequence[tuple[str, int]], numbers: Sequence[float | None]
) -> NamedScale:
    unread = [
        (raw, count)
        for (raw, count), number in zip(counts, numbers, strict=True)
        if number is None and not is_unrated(raw)
    ]
    return NamedScale(name, scale, sum(count for _, count in unread), tuple(raw for raw, _ in unread[:MAX_EXAMPLES]))
