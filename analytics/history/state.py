"""Which documents are there, and what is in each? A few hashes of every document, to compare the next build with."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.ask.columns import Column, columns, tables
from analytics.sql import identifier

KEY_NAMES = ("id", "doc_id", "document_id", "record_id", "uuid", "guid", "key", "_id", "page_id", "message_id", "docid")
"""Names of columns that identify a document of the input, the best first."""

MIN_UNIQUE = 0.99
"""The share of the documents that must have a key of their own."""

FIELDS = ("title", "lang", "label", "created_at", "score")
"""What else is in a document: a change of one of them is not a change of its text."""

LOG_TABLES = ("log_turns", "log_feedback", "log_comparisons")
PLACES = ("doc_id", "parent_doc_id", "prompt_doc_id", "a_doc_id", "b_doc_id", "comparison_id", "segment")
"""Columns of logs that follow from the order of the input."""

SCHEMA = pa.schema(
    {
        "text": pa.uint64(),
        "key": pa.uint64(),
        "fields": pa.uint64(),
        "source": pa.string(),
        "label": pa.string(),
        "topic_id": pa.int32(),
    }
)
"""One row for each document, in the order of doc_id: hashes of its text, its key (0: none) and its other fields."""


@dataclass(frozen=True)
class State:
    """All documents at one moment. `rows` has SCHEMA; `key` is the column "table.name" that identifies a document, or
    None.
    """

    rows: pa.Table = field(repr=False)
    key: str | None

    def __len__(self) -> int:
        return int(self.rows.num_rows)

    def hashes(self, name: str) -> np.ndarray:
        """A column of hashes, uint64[documents]."""
        return np.asarray(self.rows[name].to_numpy(), np.uint64)

    def digest(self) -> str:
        """A number over the documents, whatever their order."""
        mixed = self.hashes("text") * np.uint64(3) + self.hashes("key") * np.uint64(5) + self.hashes("fields")
        sources = pa.chunked_array(self.rows["source"]).combine_chunks().dictionary_encode()
        codes = sources.indices.fill_null(len(sources.dictionary)).to_numpy(zero_copy_only=False)
        salts = [_salt(name) for name in [*sources.dictionary.to_pylist(), None]]
        mixed = _mix(mixed + np.array(salts, np.uint64)[codes])
        return f"{len(self)}-{int(mixed.sum(dtype=np.uint64)):016x}"


def read_state(path: Path, key: str | None) -> State:
    """The state that `write_state` wrote."""
    return State(pq.read_table(path, schema=SCHEMA), key)


def write_state(path: Path, state: State) -> None:
    """Write the rows of a state to a Parquet file."""
    pq.write_table(state.rows, path, compression="zstd", use_dictionary=["source", "label", "topic_id"])


def load_state(connection: duckdb.DuckDBPyConnection, earlier: State | None = None) -> State:
    """The state of all documents. `earlier` is that of the first documents, which have not changed since."""
    key = earlier.key if earlier is not None else key_column(connection)
    first = len(earlier) if earlier is not None else 0
    rows = _rows(connection, key, first)
    return State(pa.concat_tables([earlier.rows, rows]) if earlier is not None else rows, key)


def key_column(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The column that identifies a document: a column of the input by name, else url, else title; None where none has
    a value of its own for nearly all documents.
    """
    available = columns(connection, "metadata", "documents", "turns")
    named = {column.name.lower(): column for column in reversed(available) if column.table in ("metadata", "turns")}
    candidates = [named[name] for name in KEY_NAMES if name in named]
    candidates += [one for one in available if one.table == "documents" and one.name in ("url", "title")]
    for column in candidates:
        value = f"CAST({column.sql} AS VARCHAR)"
        query = f"SELECT count(DISTINCT {value}), (SELECT count(*) FROM documents) FROM {column.table}"
        ((distinct, documents),) = connection.execute(query).fetchall()
        if documents and distinct >= MIN_UNIQUE * documents:
            return f"{column.table}.{column.name}"
    return None


def log_digest(connection: duckdb.DuckDBPyConnection) -> str:
    """A number over turns, feedback and comparisons, whatever their order; "" without logs."""
    digests = []
    for table in LOG_TABLES:
        if table in tables(connection):
            names = [one for one in columns(connection, table) if one.name not in PLACES]
            query = f"SELECT count(*), sum({_hash(names)}::HUGEINT) FROM {table}"
            ((rows, total),) = connection.execute(query).fetchall()
            digests.append(f"{table}:{rows}-{int(total or 0) % 2**64:016x}")
    return " ".join(digests)


def _rows(connection: duckdb.DuckDBPyConnection, key: str | None, first: int) -> pa.Table:
    """The rows of SCHEMA for the documents from doc_id `first` on."""
    available = columns(connection, "documents", "metadata")
    documents = [one for one in available if one.table == "documents" and one.name in FIELDS]
    metadata = [one for one in available if one.table == "metadata"]
    joins = "LEFT JOIN metadata USING (doc_id)" if metadata or (key or "").startswith("metadata.") else ""
    key_sql = "0::UBIGINT"
    if key is not None:
        table, name = key.split(".", 1)
        if table == "turns":
            joins += " LEFT JOIN turns USING (doc_id)"
        key_sql = f"coalesce(md5_number_lower(CAST({table}.{identifier(name)} AS VARCHAR)), 0)::UBIGINT"
    has_map = "map" in tables(connection)
    joins += " LEFT JOIN map USING (doc_id)" if has_map else ""
    topic = "coalesce(map.topic_id, -1)::INTEGER" if has_map else "(-1)::INTEGER"
    table_rows = connection.sql(
        f"""SELECT md5_number_lower(documents.text) AS text, {key_sql} AS key,
            {_hash([*documents, *metadata])} AS fields, documents.source AS source, documents.label AS label,
            {topic} AS topic_id
        FROM documents {joins} WHERE documents.doc_id >= {first} ORDER BY documents.doc_id"""
    ).to_arrow_table()
    return table_rows.cast(SCHEMA)


def _hash(names: list[Column]) -> str:
    """SQL for a hash of 64 bits of these columns, of the same kind in every version of DuckDB."""
    if not names:
        return "0::UBIGINT"
    values = ", ".join(f"coalesce(CAST({one.sql} AS VARCHAR), chr(1))" for one in names)
    return f"md5_number_lower(concat_ws(chr(31), {values}))::UBIGINT"


def _salt(name: str | None) -> int:
    import hashlib

    return int.from_bytes(hashlib.md5(repr(name).encode(), usedforsecurity=False).digest()[:8], "little")


def _mix(values: np.ndarray) -> np.ndarray:
    """Scrambled bits (splitmix64), so that sums of different sets differ."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(values ^ (values >> np.uint64(31)))
