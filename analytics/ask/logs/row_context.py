"""The rows that dimensions divide, with their prompts, conversations and users."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import Column, columns
from analytics.ask.logs.causality import RowContext
from analytics.sql import identifier

MAX_KNOWN_PROMPTS = 0.01
"""The share of prompts with a value up to which a column belongs to the answers only."""


def load_rows(connection: duckdb.DuckDBPyConnection, doc_ids: np.ndarray) -> tuple[pd.DataFrame, RowContext]:
    """The rows as a table of doc_id and prompt (the doc_id of the prompt, missing when unknown), and their context."""
    rows = pd.DataFrame({"doc_id": doc_ids})
    known = {column.name for column in columns(connection, "turns")}
    kinds = {column.name for column in columns(connection, "documents")}
    has_prompts = "parent_doc_id" in known and "kind" in kinds
    user = "turns.user_id::VARCHAR" if "user_id" in known else "NULL::VARCHAR"
    prompt = "CASE WHEN asked.kind = 'prompt' THEN asked.doc_id END" if has_prompts else "NULL::BIGINT"
    join = "LEFT JOIN documents AS asked ON asked.doc_id = turns.parent_doc_id" if has_prompts else ""
    table = connection.sql(
        f"""SELECT {prompt} AS prompt, conversation_id::VARCHAR AS conversation, {user} AS user_id
        FROM rows LEFT JOIN turns USING (doc_id) {join} ORDER BY rows.doc_id"""
    ).to_arrow_table()
    prompt_ids = table["prompt"].fill_null(-1).to_numpy().astype(np.int64)
    prompts = pd.arrays.IntegerArray(prompt_ids, prompt_ids < 0)
    conversations, users = (_codes(table[name]) for name in ("conversation", "user_id"))
    return rows.assign(prompt=prompts), RowContext(conversations, users)


def columns_of_answers_only(
    connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame, candidates: list[Column]
) -> set[str]:
    """The names of the columns of one table that have a value for these rows, but for none of their prompts."""
    n_prompts = int(rows.prompt.nunique())
    if not candidates or not n_prompts:
        return set()
    counts = ", ".join(f"count({column.sql})" for column in candidates)
    table = identifier(candidates[0].table)
    (known,) = connection.execute(
        f"SELECT {counts} FROM {table} WHERE doc_id IN (SELECT prompt FROM rows WHERE prompt IS NOT NULL)"
    ).fetchall()
    return {column.name for column, n in zip(candidates, known, strict=True) if n <= MAX_KNOWN_PROMPTS * n_prompts}


def share_in_another_language(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> float:
    """The share of rows whose language is not that of their prompt, of those where both are known."""
    ((share,),) = connection.execute(
        """SELECT avg((answer.lang <> asked.lang)::DOUBLE) FROM rows
        JOIN documents AS answer ON answer.doc_id = rows.doc_id JOIN documents AS asked ON asked.doc_id = rows.prompt"""
    ).fetchall()
    return float(share or 0.0)


def _codes(column: pa.ChunkedArray) -> np.ndarray:
    encoded = column.combine_chunks().dictionary_encode()
    return np.asarray(encoded.indices.fill_null(-1), np.int64)
