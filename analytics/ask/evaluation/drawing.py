"""Draw the items of an evaluation set from a selection: at random, in proportion to groups, no two near-duplicates."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.columns import tables
from analytics.ask.duplicates import Thresholds, graph
from analytics.ask.groupings import grouping_named, groupings
from analytics.ask.selection import Selection, doc_ids
from analytics.errors import DataloupeError
from analytics.workspace.evaluation_sets import FIELDS

PROPERTIES = ("source", "language", "theme", "topic", "model")
"""Groupings that are stored with the items, so that results can be divided by them."""


def draw(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    n: int | None,
    stratify: str | None = None,
    labels: Mapping[int, str] | None = None,
    seed: int = 0,
) -> pa.Table:
    """`n` items of the selection (None: all), in random order, and in proportion to the groups of `stratify`.

    `labels` are those of people by doc_id; then only labelled documents are drawn. Of near-duplicates one is drawn.
    Raises DataloupeError where no document is left.
    """
    ids = doc_ids(connection, selection)
    if labels is not None:
        ids = np.intersect1d(ids, np.fromiter(labels, np.int64, len(labels)))
    ids = _one_of_duplicates(connection, np.random.default_rng(seed).permutation(ids))
    if not len(ids):
        raise DataloupeError("No document can be drawn for the evaluation set: the selection has none with a label.")
    strata = None if stratify is None else _groups(connection, ids, stratify)
    chosen = ids if n is None else _in_proportion(ids, strata, min(n, len(ids)))
    return items_of(connection, chosen, stratify, labels)


def items_of(
    connection: duckdb.DuckDBPyConnection,
    ids: np.ndarray,
    stratify: str | None = None,
    labels: Mapping[int, str] | None = None,
) -> pa.Table:
    """The documents `ids`, in this order, as items: FIELDS and PROPERTIES. Documents with equal texts are one item."""
    rows = _texts(connection, ids)
    rows["label"] = rows.label if labels is None else [labels.get(doc_id) for doc_id in rows.doc_id]
    rows["stratum"] = None if stratify is None else _groups(connection, rows.doc_id.to_numpy(), stratify)
    rows["id"] = None
    for name in groupings(connection):
        if name in PROPERTIES:
            rows[name] = _groups(connection, rows.doc_id.to_numpy(), name)
    rows = rows.drop_duplicates("text")
    order = [*FIELDS, *(name for name in rows if name not in FIELDS)]
    return pa.Table.from_pandas(rows[order].reset_index(drop=True), preserve_index=False)


def _texts(connection: duckdb.DuckDBPyConnection, ids: np.ndarray) -> pd.DataFrame:
    """doc_id, text, label, prompt and answer of documents, in the order of `ids`."""
    wanted = pd.DataFrame({"doc_id": ids, "place": np.arange(len(ids))})  # noqa: F841 - the query reads it by its name
    if "turns" not in tables(connection):
        query = "SELECT doc_id, text, label, NULL::VARCHAR AS prompt, NULL::VARCHAR AS answer"
        return connection.sql(f"{query} FROM wanted JOIN documents USING (doc_id) ORDER BY place").df()
    return connection.sql(
        """WITH answers AS (
            SELECT parent_doc_id AS doc_id, min_by(documents.text, doc_id) AS text FROM turns
            JOIN documents USING (doc_id) WHERE parent_doc_id IS NOT NULL AND kind = 'response' GROUP BY parent_doc_id)
        SELECT own.doc_id, own.text, own.label,
            CASE WHEN own.kind = 'prompt' THEN own.text ELSE asked.text END AS prompt,
            CASE WHEN own.kind = 'response' THEN own.text ELSE answers.text END AS answer
        FROM wanted JOIN documents AS own USING (doc_id) LEFT JOIN turns USING (doc_id)
        LEFT JOIN documents AS asked ON asked.doc_id = turns.parent_doc_id AND own.kind = 'response'
        LEFT JOIN answers ON answers.doc_id = own.doc_id ORDER BY place"""
    ).df()


def _groups(connection: duckdb.DuckDBPyConnection, ids: np.ndarray, name: str) -> np.ndarray:
    """The group of each document."""
    by = grouping_named(name)
    signals = "LEFT JOIN signals USING (doc_id)" if by.by.table == "signals" else ""
    rows = connection.execute(
        f"""SELECT documents.doc_id, coalesce(CAST({by.value} AS VARCHAR), ?) AS name FROM documents {signals}
        {by.joins} WHERE documents.doc_id IN (SELECT unnest(?::BIGINT[]))""",
        [by.missing, ids.tolist()],
    ).df()
    return np.asarray(rows.drop_duplicates("doc_id").set_index("doc_id").name.reindex(ids).to_numpy(object))


def _one_of_duplicates(connection: duckdb.DuckDBPyConnection, ids: np.ndarray) -> np.ndarray:
    """The documents in their order, without those that repeat an earlier one."""
    if "duplicate_pairs" not in tables(connection):
        return ids
    clusters = graph(connection).clusters(Thresholds())
    cluster = pd.Series(clusters.cluster.to_numpy(), clusters.doc_id.to_numpy()).reindex(ids)
    is_repeated = cluster.notna() & cluster.duplicated()
    kept: np.ndarray = ids[~is_repeated.to_numpy()]
    return kept


def _in_proportion(ids: np.ndarray, strata: np.ndarray | None, n: int) -> np.ndarray:
    """The first `n` documents, or the first of each stratum in proportion to its size (largest remainders)."""
    if strata is None:
        return ids[:n]
    codes, sizes = pd.factorize(strata)[0], pd.Series(strata).value_counts(sort=False)
    exact = n * sizes.to_numpy() / len(ids)
    counts = np.floor(exact).astype(int)
    counts[np.argsort(-(exact - counts), kind="stable")[: n - counts.sum()]] += 1
    rank = pd.Series(codes).groupby(codes).cumcount().to_numpy()
    chosen: np.ndarray = ids[rank < counts[codes]]
    return chosen
