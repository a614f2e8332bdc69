"""The true nearest neighbours, from all products."""

from __future__ import annotations

from functools import partial

import numpy as np

from analytics.build.map.best import empty_best, merge
from analytics.build.map.cells import ROWS, Mapper


def nearest_of_all(vectors: np.ndarray, k: int, mapper: Mapper) -> tuple[np.ndarray, np.ndarray]:
    """The `k` nearest of each of `vectors` float32[n, d] among all: ids int32[n, k] and similarities, nearest first."""
    blocks = list(mapper(partial(_nearest_of_block, vectors, k), range(0, len(vectors), ROWS)))
    ids, similarities = _joined(blocks, k)
    return ids, np.clip(similarities, -1, 1)


def nearest_of_some(
    vectors: np.ndarray, some: np.ndarray, k: int, mapper: Mapper, among: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The `k` nearest of the rows `some`: ids and similarities, both [len(some), k]. With `among` int64[n], vector i is
    the row among[i] of `vectors`.
    """
    rows = np.arange(len(vectors)) if among is None else among
    pieces = np.array_split(some.astype(np.int32), max(-(-len(some) // ROWS), min(len(some), 4)))
    return _joined(list(mapper(partial(_nearest_of_rows, vectors, rows, k), pieces)), k)


def _nearest_of_block(vectors: np.ndarray, k: int, first: int) -> tuple[np.ndarray, np.ndarray]:
    """Of the rows from `first`. Slices are multiplied, not copies: another BLAS function would change the last bits."""
    own = slice(first, min(first + ROWS, len(vectors)))
    ids = np.arange(len(vectors), dtype=np.int32)
    best = empty_best(own.stop - own.start, k)
    for start in range(0, len(vectors), ROWS):
        there = slice(start, start + ROWS)
        merge(vectors[own] @ vectors[there].T, ids[there], ids[own], *best)
    return best


def _nearest_of_rows(vectors: np.ndarray, among: np.ndarray, k: int, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    best = empty_best(len(rows), k)
    own = vectors[among[rows]]
    for start in range(0, len(among), ROWS):
        ids = np.arange(start, min(start + ROWS, len(among)), dtype=np.int32)
        merge(own @ vectors[among[ids]].T, ids, rows, *best)
    return best


def _joined(pieces: list[tuple[np.ndarray, np.ndarray]], k: int) -> tuple[np.ndarray, np.ndarray]:
    none = empty_best(0, k)
    return (
        np.concatenate([none[0], *(ids for ids, _ in pieces)]),
        np.concatenate([none[1], *(similarities for _, similarities in pieces)]),
    )
