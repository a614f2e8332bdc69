"""Which rows of a PostgreSQL table are new? Those above the last watermark, and late ones that have the same value.

The column must grow in the order in which rows are written, as an id from a sequence does. A row of a transaction that
commits later may have a smaller id than rows that are visible already: so rows that are written while an older
transaction is open wait until it ends. Rows whose value is NULL, NaN or infinite are not taken.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analytics.errors import DataloupeError
from analytics.sql import identifier, literal
from analytics.watch.postgres import PostgresTable
from analytics.watch.watermarks import Watermark, name_of

DATES = {"date", "timestamp without time zone", "timestamp with time zone"}
FLOATS = {"numeric", "real", "double precision"}
PLAIN = {"smallint", "integer", "bigint", "text", "character varying"}
ORDERED = PLAIN | FLOATS | DATES | {"character", "uuid"}
"""The types of a watermark."""
KEPT = PLAIN | {"real", "double precision", "boolean", "bytea"}
KEPT |= {f"{name}[]" for name in KEPT}
"""Types that are read as they are. Numbers of any precision become float64, infinite dates NULL, all others text."""

COLUMNS = """SELECT c.oid::regclass::text AS place, c.relkind::text AS kind, a.attname::text AS name,
  format_type(a.atttypid, NULL) AS type,
  EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND i.indnkeyatts = 1
    AND i.indkey[0] = a.attnum AND i.indpred IS NULL) AS is_unique
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.oid = {place}::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""
NOT_SETTLED = """age(xmin) <= age((pg_snapshot_xmin(pg_current_snapshot())::text::bigint % 4294967296)::text::xid)"""
"""Whether a row was written by a transaction that is not older than the oldest open one."""
ROW = "dataloupe_row"
DIGEST = f"left(md5({ROW}::text), 16)"


@dataclass(frozen=True)
class NewRows:
    """A query for the new rows, the watermark that they reach, and digests of the rows that have this value."""

    query: str
    watermark: Watermark


def new_rows_of(cursor: Any, source: PostgresTable, last: Watermark | None, size: int) -> NewRows | None:
    """The query for about `size` new rows: rows with one watermark are never divided. None when there are none."""
    columns = _columns(cursor, source)
    names = [one["name"] for one in columns]
    key = columns[names.index(name_of(source.column, names, source.describe()))]
    if key["type"] not in ORDERED:
        raise DataloupeError(f"The watermark {key['name']} of {source.describe()} has type {key['type']}: no order.")
    place, value = f"{key['place']} AS {ROW}", identifier(key["name"])
    is_table = key["kind"] in "rpm"  # a view does not say which transaction wrote a row
    has_late = is_table and not key["is_unique"] and last is not None and last.columns == tuple(names)
    late = _late(place, value, key, last) if has_late and last else ""
    finite = _finite(value, key["type"])
    above = finite + (f" AND {value} > {_typed(last.value, key)}" if last else "")
    if is_table:
        at_least = finite + (f" AND {value} >= {_typed(last.value, key)}" if last else "")
        above += _settled(cursor, f"{place} WHERE {at_least}", value, key)
    reached = _reached(cursor, f"SELECT {value}::text AS at FROM {place} WHERE {above} ORDER BY {value}", size)
    rows = f"SELECT {ROW}.* FROM {place} WHERE {above} AND {value} <= {_typed(reached or '', key)}"
    if late and last and _value(cursor, f"SELECT 1 AS at FROM ({late}) AS late LIMIT 1") is not None:
        reached, rows = last.value, late  # in a batch of their own, before all others
    if reached is None:
        return None
    at_end = f"SELECT {DIGEST} AS at FROM ({rows}) AS {ROW} WHERE {value} = {_typed(reached, key)}"
    digests = [] if key["is_unique"] else _values(cursor, at_end)
    query = f"SELECT {', '.join(map(_as_read, columns))} FROM ({rows}) AS {ROW} ORDER BY {value}"
    return NewRows(query, Watermark((last.number if last else 0) + 1, reached, tuple(names), tuple(sorted(digests))))


def _columns(cursor: Any, source: PostgresTable) -> list[dict[str, Any]]:
    """The columns of the table: place, kind of relation, name, type, is_unique."""
    schema, _, name = source.table.rpartition(".")
    forms = [identifier(source.table), identifier(source.table.lower())]
    if schema:
        forms = [f"{identifier(schema)}.{identifier(name)}", f"{identifier(schema)}.{identifier(name).lower()}", *forms]
    place = f"coalesce({', '.join(f'to_regclass({literal(form)})' for form in forms)})"
    columns = _rows(cursor, COLUMNS.format(place=place))
    if not columns:
        raise DataloupeError(f"{source.describe()} does not exist.")
    return columns


def _settled(cursor: Any, rows: str, value: str, key: dict[str, Any]) -> str:
    """A condition: below the first row that may be followed by a smaller one."""
    first = _value(cursor, f"SELECT {value}::text AS at FROM {rows} AND {NOT_SETTLED} ORDER BY {value} LIMIT 1")
    return "" if first is None else f" AND {value} < {_typed(first, key)}"


def _reached(cursor: Any, ordered: str, size: int) -> str | None:
    """The value of the row at the end of a batch of this size, else the last one."""
    end: str | None = _value(cursor, f"{ordered} LIMIT 1 OFFSET {size - 1}")
    last: str | None = _value(cursor, f"{ordered} DESC LIMIT 1") if end is None else end
    return last


def _late(place: str, value: str, key: dict[str, Any], last: Watermark) -> str:
    """Rows at the last watermark beyond those that were taken; equal rows are counted."""
    counts = Counter(last.digests)
    taken = f"json_each_text({literal(json.dumps(counts))}) AS taken(digest, n)"
    condition = f"{value} = {_typed(last.value, key)}"
    condition += f" AND NOT {NOT_SETTLED}"
    ranked = f"SELECT tableoid AS r, ctid AS c, {DIGEST} AS d, row_number() OVER (PARTITION BY {DIGEST}) AS k"
    more = f"LEFT JOIN {taken} ON digest = d WHERE k > coalesce(n::int, 0)"
    chosen = f"SELECT r, c FROM ({ranked} FROM {place} WHERE {condition}) AS ranked {more}"
    return f"SELECT {ROW}.* FROM {place} WHERE {condition} AND (tableoid, ctid) IN ({chosen})"


def _finite(value: str, type_: str) -> str:
    if type_ in DATES:
        return f"isfinite({value})"
    infinite = f" AND {value}::text NOT IN ('NaN', 'Infinity', '-Infinity')" if type_ in FLOATS else ""
    return f"{value} IS NOT NULL{infinite}"


def _typed(value: str, key: dict[str, Any]) -> str:
    return f"{literal(value)}::{'bpchar' if key['type'] == 'character' else key['type']}"


def _as_read(column: dict[str, Any]) -> str:
    name, type_ = identifier(column["name"]), column["type"]
    if type_ in KEPT:
        return name
    if type_ in DATES:
        return f"CASE WHEN isfinite({name}) THEN {name} END AS {name}"
    if type_ == "numeric":  # beyond the range of float64 the server raises an error
        return f"CASE WHEN abs({name}) <= 1e308 THEN round({name}, 300)::float8 END AS {name}"
    return f"{name}::text AS {name}"


def _rows(cursor: Any, query: str) -> list[dict[str, Any]]:
    cursor.execute(query)
    rows: list[dict[str, Any]] = cursor.fetch_arrow_table().to_pylist()
    return rows


def _values(cursor: Any, query: str) -> Sequence[Any]:
    return [row["at"] for row in _rows(cursor, query)]


def _value(cursor: Any, query: str) -> Any:
    return next(iter(_values(cursor, query)), None)
