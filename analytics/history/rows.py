"""The documents that are measured: one row each, with its groups, its cluster and the values of its signals."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa

from analytics.ask.columns import columns, tables
from analytics.ask.groupings import GROUPINGS, groupings
from analytics.signals.registry import SIGNAL_TABLES
from analytics.signals.signal import Signal
from analytics.sql import identifier

GROUPS = ("source", "language", "topic", "label", "model")
"""The groupings by which everything is counted, as in `analytics.ask.groupings`."""

MIN_KNOWN_USERS = 0.5
"""The share of messages with a user from which messages of the same user belong together."""

COLUMNS_AT_ONCE = 12
"""Signals that are in memory together."""


@dataclass(frozen=True)
class Grouped:
    """For each document the code of its group, and the names of the groups; the last name is of those without one."""

    codes: np.ndarray
    names: tuple[str, ...]

    @functools.cached_property
    def sizes(self) -> np.ndarray:
        """The number of documents of each group."""
        return np.bincount(self.codes, minlength=len(self.names))

    @functools.cached_property
    def by_size(self) -> list[int]:
        """The codes of the groups that have documents, those with most documents first."""
        order = np.argsort(-self.sizes, kind="stable")
        return [int(code) for code in order if self.sizes[code]]


@dataclass(frozen=True)
class Rows:
    """One row for each measured document, in the order of `doc_ids`.

    `clusters` are codes from 0: documents of one cluster are not independent of each other. `cluster_noun` says what a
    cluster is: "user" where the logs name users, "conversation" in other logs, else "document". `cluster_hashes` are
    the same in every workspace and snapshot.
    """

    doc_ids: np.ndarray = field(repr=False)
    clusters: np.ndarray = field(repr=False)
    cluster_hashes: np.ndarray = field(repr=False)
    cluster_noun: str
    groups: dict[str, Grouped] = field(repr=False)

    def __len__(self) -> int:
        return len(self.doc_ids)


def load_rows(
    connection: duckdb.DuckDBPyConnection, document_filter: str | None = None, with_groups: bool = True
) -> Rows:
    """The documents that `document_filter` (a SQL condition on doc_id) selects, or all."""
    present = [name for name in groupings(connection) if name in GROUPS] if with_groups else []
    has_language = "language" in present
    joins = " ".join(dict.fromkeys(GROUPINGS[name].joins for name in present))
    names = "".join(f", CAST({GROUPINGS[name].value} AS VARCHAR) AS {identifier(name)}" for name in present)
    noun, cluster, cluster_join = _cluster(connection)
    table = connection.sql(
        f"""SELECT documents.doc_id AS doc_id, {cluster} AS cluster{names}
        FROM documents {"LEFT JOIN signals USING (doc_id)" if has_language else ""} {joins} {cluster_join}
        WHERE {_on_documents(document_filter)} ORDER BY documents.doc_id"""
    ).to_arrow_table()
    doc_ids = table["doc_id"].to_numpy().astype(np.int64)
    hashes = doc_ids.astype(np.uint64) if noun == "document" else table["cluster"].to_numpy().astype(np.uint64)
    clusters = np.arange(len(doc_ids)) if noun == "document" else np.unique(hashes, return_inverse=True)[1]
    groups = {name: grouped(table[name], GROUPINGS[name].missing) for name in present}
    return Rows(doc_ids, clusters, hashes, noun, {name: one for name, one in groups.items() if len(one.names) > 1})


def selected(rows: Rows, places: np.ndarray) -> Rows:
    """Only these rows (places, ascending), with the codes that `load_rows` gives them."""
    hashes = rows.cluster_hashes[places]
    clusters = np.arange(len(places)) if rows.cluster_noun == "document" else np.unique(hashes, return_inverse=True)[1]
    groups = {name: _in_order_of_appearance(one.codes[places], one.names) for name, one in rows.groups.items()}
    present = {name: one for name, one in groups.items() if len(one.names) > 1}
    return Rows(rows.doc_ids[places], clusters, hashes, rows.cluster_noun, present)


def _in_order_of_appearance(codes: np.ndarray, names: tuple[str, ...]) -> Grouped:
    """The groups that there are, numbered by the first row of each; the last name is of rows without one."""
    missing = len(names) - 1
    used, first = np.unique(codes, return_index=True)
    order = used[np.argsort(first)]
    order = np.append(order[order != missing], missing)
    number = np.zeros(len(names), np.int64)
    number[order] = np.arange(len(order))
    return Grouped(number[codes], tuple(names[code] for code in order))


def iter_signals(
    connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray, document_filter: str | None = None
) -> Iterator[tuple[Signal, np.ndarray]]:
    """Every signal that is a number, or yes or no, and its value for each document: NaN where there is none."""
    for table, signals in SIGNAL_TABLES.items():
        known = {column.name for column in columns(connection, table)} if table in tables(connection) else set()
        numeric = [one for name, one in signals.items() if name in known and not one.dtype.startswith("VARCHAR")]
        for start in range(0, len(numeric), COLUMNS_AT_ONCE):
            some = numeric[start : start + COLUMNS_AT_ONCE]
            values = ", ".join(f"CAST({identifier(one.name)} AS DOUBLE) AS {identifier(one.name)}" for one in some)
            query = f"SELECT doc_id, {values} FROM {table} WHERE {document_filter or 'true'}"
            rows = connection.sql(query).to_arrow_table()
            places = np.searchsorted(doc_ids, rows["doc_id"].to_numpy())
            for one in some:
                yield one, _aligned(rows[one.name], places, len(doc_ids))


def grouped(column: pa.ChunkedArray, missing: str) -> Grouped:
    """The values of a text column as codes; the last code is `missing`."""
    encoded = column.combine_chunks().dictionary_encode()
    names = encoded.dictionary.to_pylist()
    codes = encoded.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
    return Grouped(codes.astype(np.int64), (*names, missing))


def _aligned(column: pa.ChunkedArray, places: np.ndarray, n: int) -> np.ndarray:
    values = np.full(n, np.nan)
    numbers = column.to_numpy().astype(float)
    values[places] = np.where(np.isfinite(numbers), numbers, np.nan)
    return values


def _cluster(connection: duckdb.DuckDBPyConnection) -> tuple[str, str, str]:
    """What a cluster is, SQL for a number of 64 bits that identifies it, and the join that the SQL needs."""
    if "turns" not in tables(connection):
        return "document", "NULL", ""
    ((turns, known),) = connection.execute("SELECT count(*), count(user_id) FROM turns").fetchall()
    if not turns:
        return "document", "NULL", ""
    noun = "user" if known > MIN_KNOWN_USERS * turns else "conversation"
    key = "coalesce(user_id, conversation_id)" if noun == "user" else "conversation_id"
    own = "coalesce(cluster_key, 'document ' || documents.doc_id::VARCHAR)"
    join = f"LEFT JOIN (SELECT doc_id, {key} AS cluster_key FROM turns) USING (doc_id)"
    return noun, f"md5_number_lower({own})", join


def _on_documents(document_filter: str | None) -> str:
    """The condition for a query that joins tables: only `documents` gives doc_id."""
    if document_filter is None:
        return "true"
    return f"documents.doc_id IN (SELECT doc_id FROM documents WHERE {document_filter})"
