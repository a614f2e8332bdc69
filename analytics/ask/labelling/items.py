"""Which items can be labelled: the documents of a selection, or pairs of them, in random order."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import duckdb
import numpy as np

from analytics.ask.columns import tables
from analytics.ask.groupings import grouping_named
from analytics.ask.labelling.orders import by_group, random_order
from analytics.ask.selection import Selection, where
from analytics.errors import DataloupeError

Item = tuple[int, int | None]


@dataclass(frozen=True)
class Items:
    """Items in the order in which they are offered: `first` int64[n]; `second` too for pairs."""

    first: np.ndarray
    second: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.first)

    def item(self, place: int) -> Item:
        """The item at a place."""
        return int(self.first[place]), None if self.second is None else int(self.second[place])


PAIRS = {
    "comparisons": "SELECT DISTINCT a_doc_id AS a, b_doc_id AS b FROM comparisons",
    "turns": """SELECT a.doc_id AS a, b.doc_id AS b FROM turns AS a JOIN turns AS b
        ON a.parent_doc_id = b.parent_doc_id AND a.doc_id < b.doc_id AND a.role = b.role WHERE a.role = 'assistant'""",
    "neighbors": "SELECT doc_id AS a, neighbor_id AS b FROM neighbors WHERE rank = 1",
}
"""Where pairs are from: comparisons of the log, answers to the same prompt, documents of similar meaning."""


def items(
    connection: duckdb.DuckDBPyConnection, selection: Selection, schema: str, is_pair: bool, grouping: str | None = None
) -> Items:
    """The items of a selection in random order; with a `grouping` the groups take turns. Raises DataloupeError where
    the workspace has no pairs.
    """
    seed = zlib.crc32(schema.encode())
    chosen = f"SELECT doc_id FROM documents WHERE {where(connection, selection)}"
    if is_pair:
        return _pairs(connection, chosen, seed)
    if grouping is None:
        ids = connection.execute(chosen).fetchnumpy()["doc_id"].astype(np.int64)
        return Items(ids[random_order(ids, seed)])
    by = grouping_named(grouping)
    rows = connection.execute(
        f"""SELECT doc_id, hash(CAST({by.value} AS VARCHAR)) AS g FROM documents {by.joins}
        WHERE doc_id IN ({chosen})"""
    ).fetchnumpy()
    ids, groups = rows["doc_id"].astype(np.int64), np.ma.filled(rows["g"], 0)
    order = random_order(ids, seed)
    return Items(ids[order][by_group(groups[order])])


def _pairs(connection: duckdb.DuckDBPyConnection, chosen: str, seed: int) -> Items:
    for table in PAIRS:
        if table in tables(connection):
            rows = connection.execute(
                f"""WITH chosen AS ({chosen}), pairs AS ({PAIRS[table]})
                SELECT DISTINCT a, b FROM pairs WHERE a IN (FROM chosen) AND b IN (FROM chosen)
                    AND a IS NOT NULL AND b IS NOT NULL AND a <> b ORDER BY a, b"""
            ).fetchnumpy()
            if len(rows["a"]):
                first, second = rows["a"].astype(np.int64), rows["b"].astype(np.int64)
                order = random_order(first * 1_000_003 + second, seed)
                swap = (second[order] ^ first[order]) % 2 == 1  # neither side is preferred
                a, b = first[order], second[order]
                return Items(np.where(swap, b, a), np.where(swap, a, b))
    raise DataloupeError("There are no pairs in this selection: no comparisons, answers to one prompt, or neighbours.")


def texts_of(connection: duckdb.DuckDBPyConnection, item: Item) -> list[tuple[str, str]]:
    """The text of each document of an item, and the MD5 of the text."""
    ids = [one for one in item if one is not None]
    rows = connection.execute(
        "SELECT doc_id, text, md5(text) FROM documents WHERE doc_id IN (SELECT unnest(?::BIGINT[]))", [ids]
    ).fetchall()
    by_id = {doc_id: (text, digest) for doc_id, text, digest in rows}
    return [by_id[one] for one in ids if one in by_id]
