"""The numbers for which limits are proposed, as sums over clusters of documents that are not independent."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import numpy as np

from analytics.checks.numbers import ANY_PERSONAL_DATA, Key
from analytics.history.rates import COPIES, iter_rates
from analytics.history.rows import Rows, iter_signals, load_rows
from analytics.signals.registry import SIGNALS
from analytics.statistics.batch_limits import Block

GROUPS = ("source", "language", "label")
MIN_SHARE = 0.02
MAX_GROUP_VALUES = 12
"""Groups with fewer documents, and more of them, get no limit of their own."""

MEANS = (
    "n_words",
    "mean_word_length",
    "unique_word_frac",
    "alpha_word_frac",
    "dup_line_frac",
    "top_2gram_char_frac",
    "dup_5gram_char_frac",
    "url_char_frac",
    "lang_confidence",
    "unfinished",
    "boilerplate_char_frac",
)
"""Signals whose mean gets limits: what is usual to change when a source or its extraction breaks."""
PERSONAL_DATA = (ANY_PERSONAL_DATA, "email_count", "phone_count", "secret_count")
MIN_RATED = 30


class Units(NamedTuple):
    """Numbers and their sums: the keys of each block, in the order of its columns."""

    keys: list[Key]
    blocks: list[Block]
    n_documents: int
    cluster_noun: str


def load_units(connection: duckdb.DuckDBPyConnection, document_filter: str | None, with_sources: bool = True) -> Units:
    """The numbers of the documents that `document_filter` (SQL on doc_id) selects, or of all."""
    rows = load_rows(connection, document_filter)
    columns = [*_shares(rows, with_sources), *_means(connection, rows, document_filter)]
    keys, blocks = [], []
    rated: list[tuple[Key, Block]] = []
    for rate in iter_rates(connection, rows, document_filter):
        key = Key(rate.number, rate.of)
        if rate.number == "positive_rate" and len(rate.values) >= MIN_RATED:
            rated.append((key, _block([(rate.values, np.ones(len(rate.values)))], rate.clusters)))
        elif rate.number == "pii_rate" and rate.of in PERSONAL_DATA and len(rate.values) == len(rows):
            columns.append((key, rate.values, np.ones(len(rows))))
        elif rate.number == "duplicate_rate" and rate.of is None:
            columns.append((key, _has_copy(connection, rows), np.ones(len(rows))))
    if columns:
        keys += [key for key, _, _ in columns]
        blocks.append(_block([(values, counts) for _, values, counts in columns], rows.clusters))
    keys += [key for key, _ in rated]
    blocks += [block for _, block in rated]
    return Units(keys, blocks, len(rows), rows.cluster_noun)


def _shares(rows: Rows, with_sources: bool) -> list[tuple[Key, np.ndarray, np.ndarray]]:
    ones = np.ones(len(rows))
    columns = []
    for group in GROUPS if with_sources else GROUPS[1:]:
        if group not in rows.groups:
            continue
        one = rows.groups[group]
        largest = np.argsort(-one.sizes, kind="stable")[:MAX_GROUP_VALUES]
        for code in largest[one.sizes[largest] >= MIN_SHARE * len(rows)]:
            columns.append((Key("share", None, group, one.names[code]), (one.codes == code).astype(float), ones))
    return columns


def _means(
    connection: duckdb.DuckDBPyConnection, rows: Rows, document_filter: str | None
) -> list[tuple[Key, np.ndarray, np.ndarray]]:
    columns = []
    for signal, values in iter_signals(connection, rows.doc_ids, document_filter):
        known = np.isfinite(values)
        if signal.name in MEANS and known.any():
            columns.append((Key("mean", signal.name), np.where(known, values, 0.0), known.astype(float)))
    order = list(SIGNALS)
    return sorted(columns, key=lambda column: order.index(str(column[0].of)))


def _has_copy(connection: duckdb.DuckDBPyConnection, rows: Rows) -> np.ndarray:
    """1.0 for a document with a copy anywhere: in a batch that comes last, it would repeat an earlier document."""
    pairs = f"SELECT unnest([a, b]) AS doc_id FROM duplicate_pairs WHERE {COPIES.split('WHERE', 1)[1]}"
    copies = connection.execute(f"SELECT DISTINCT doc_id FROM ({pairs})").fetchnumpy()["doc_id"]
    return np.isin(rows.doc_ids, copies).astype(float)


def _block(columns: list[tuple[np.ndarray, np.ndarray]], clusters: np.ndarray) -> Block:
    """The columns summed by cluster."""
    n = int(clusters.max(initial=-1)) + 1
    sums, counts = (np.stack([np.bincount(clusters, column[side], n) for column in columns], axis=1) for side in (0, 1))
    used = np.bincount(clusters, minlength=n) > 0
    return Block(sums[used], counts[used])
