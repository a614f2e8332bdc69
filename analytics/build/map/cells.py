"""Vectors in small cells around centres, so that a first search looks only into the nearest cells.

The centres are those of spherical k-means in two levels: large cells first, then small ones in each. So the work grows
with n log n, and cells that are near have numbers that are near: vectors in the order of their cells are close in
memory.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from analytics.build.map.best import empty_best, merge

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""Calls a function on many items, in order, as `Engine.map` does."""

ROWS = 512
"""Rows of one matrix product: its result fits into the cache of a core."""
CELL_SIZE = 128
"""Vectors of a cell. On 219,000 chat messages, 32 of such cells have 46 % of all true neighbours; as many vectors in 4
cells of 1024 have 35 %.
"""
ROUNDS = 6
TRAINING_VECTORS_PER_CELL = 40


@dataclass(frozen=True)
class Cells:
    """Places `order` int64[n], cell by cell: cell c is at starts[c]:starts[c + 1]. `nearest` int32[cells, probes] are
    the cells around each cell, itself among them.
    """

    order: np.ndarray
    starts: np.ndarray
    nearest: np.ndarray

    def __len__(self) -> int:
        return len(self.starts) - 1


def cells_of(vectors: np.ndarray, rows: np.ndarray, probes: int, mapper: Mapper) -> Cells:
    """Cells of the rows `rows` int64[n] of `vectors` float32[., d], each with its `probes` nearest cells."""
    large = max(1, int(np.sqrt(len(rows) / CELL_SIZE)))
    training = _evenly(len(rows), min(len(rows), 4 * large * TRAINING_VECTORS_PER_CELL))
    centres = _centres(vectors[rows[training]], large, mapper)
    cell = _nearest_centre(vectors, rows, centres, mapper)
    pieces = list(mapper(partial(_small_cells, vectors, rows), _groups(cell, large)))
    members = [piece for some, _ in pieces for piece in some]
    centres = np.concatenate([some for _, some in pieces])
    return Cells(
        np.concatenate(members),
        np.cumsum([0, *map(len, members)]),
        _nearest_cells(centres, min(probes, len(members)), mapper),
    )


def _small_cells(vectors: np.ndarray, rows: np.ndarray, some: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """The cells of `some` of the rows, and their centres. A cell that is too large is cut."""
    if not len(some):
        return [], np.empty((0, vectors.shape[1]), np.float32)
    own = vectors[rows[some]]
    count = max(1, round(len(some) / CELL_SIZE))
    centres = _centres(own[_evenly(len(some), min(len(some), count * TRAINING_VECTORS_PER_CELL))], count, map)
    cell = _nearest_centre(own, np.arange(len(some)), centres, map)
    places = [
        piece
        for group in _groups(cell, count)
        if len(group)
        for piece in np.array_split(group, -(-len(group) // (2 * CELL_SIZE)))
    ]
    return [some[piece] for piece in places], np.array([own[piece].mean(axis=0) for piece in places], np.float32)


def _groups(cell: np.ndarray, cells: int) -> list[np.ndarray]:
    """int64[.] of each cell: the places with its number in `cell` int64[n]."""
    order = np.argsort(cell, kind="stable")
    starts = np.searchsorted(cell[order], np.arange(cells + 1))
    return [order[start:stop] for start, stop in itertools.pairwise(starts)]


def _centres(training: np.ndarray, cells: int, mapper: Mapper) -> np.ndarray:
    """float32[cells, d]: centres of unit length, learned from the vectors `training`."""
    centres = training[_evenly(len(training), cells)]
    for _ in range(ROUNDS if cells > 1 else 1):
        cell = _nearest_centre(training, np.arange(len(training)), centres, mapper)
        sizes = np.bincount(cell, minlength=cells)
        used = np.flatnonzero(sizes)
        sums = np.add.reduceat(training[np.argsort(cell, kind="stable")], (np.cumsum(sizes) - sizes)[used])
        centres[used] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return np.asarray(centres)


def _evenly(n: int, count: int) -> np.ndarray:
    """int64[count]: row numbers below n at equal distances."""
    return np.linspace(0, n - 1, count).astype(np.int64)


def _nearest_centre(vectors: np.ndarray, rows: np.ndarray, centres: np.ndarray, mapper: Mapper) -> np.ndarray:
    blocks = [rows[start : start + ROWS] for start in range(0, len(rows), ROWS)]
    return np.asarray(np.concatenate(list(mapper(partial(_nearest_of_block, vectors, centres), blocks))))


def _nearest_of_block(vectors: np.ndarray, centres: np.ndarray, rows: np.ndarray) -> np.ndarray:
    return np.asarray(np.argmax(vectors[rows] @ centres.T, axis=1))


def _nearest_cells(centres: np.ndarray, probes: int, mapper: Mapper) -> np.ndarray:
    """int32[cells, probes], ascending: each cell, and those whose centres have the largest products with its own."""
    starts = range(0, len(centres), ROWS)
    return np.concatenate(list(mapper(partial(_nearest_cells_of_block, centres, probes), starts)))


def _nearest_cells_of_block(centres: np.ndarray, probes: int, start: int) -> np.ndarray:
    own = np.arange(start, min(start + ROWS, len(centres)), dtype=np.int32)
    ids, best = empty_best(len(own), probes - 1)
    for other in range(0, len(centres), ROWS):
        numbers = np.arange(other, min(other + ROWS, len(centres)), dtype=np.int32)
        if probes > 1:
            merge(centres[own] @ centres[numbers].T, numbers, own, ids, best)
    return np.sort(np.column_stack([own, ids]), axis=1)
