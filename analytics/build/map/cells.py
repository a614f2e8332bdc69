"""An inverted file: vectors in cells around centres, so that a search looks only into the nearest cells.

The centres are those of spherical k-means (Jégou et al. 2011, "Product quantization for nearest neighbor search",
section 4).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""Calls a function on many items, in order, as `Engine.map` does."""

ROWS = 512
"""Rows of one matrix product: its result fits into the cache of a core."""
ROUNDS = 8
TRAINING_VECTORS_PER_CELL = 40


@dataclass(frozen=True)
class Cells:
    """Vectors in the order of their cells: `vectors` float32[n, d], their row numbers `ids` int32[n], cell c at
    starts[c]:starts[c + 1].
    """

    vectors: np.ndarray
    ids: np.ndarray
    starts: np.ndarray
    nearest: np.ndarray
    """int64[cells, cells]: for each cell all cells, itself first, ordered by the distance of their centres."""

    def __len__(self) -> int:
        return len(self.starts) - 1


def blocks(vectors: np.ndarray) -> Cells:
    """The vectors in their order, cut into blocks of equal size; the search probes all of them."""
    starts = np.append(np.arange(0, len(vectors), ROWS), len(vectors))
    cells = len(starts) - 1
    return Cells(vectors, np.arange(len(vectors), dtype=np.int32), starts, np.tile(np.arange(cells), (cells, 1)))


def trained_cells(vectors: np.ndarray, mapper: Mapper) -> Cells:
    """Cells of spherical k-means, twice the root of n. A cell that is too large is cut into several with the same
    centre.
    """
    n = len(vectors)
    centres = _centres(vectors, int(2 * np.sqrt(n)), mapper)
    cell = _nearest_centre(vectors, centres, mapper)
    order = np.argsort(cell, kind="stable")
    sizes = np.bincount(cell, minlength=len(centres))
    max_size = 8 * n // len(centres)
    pieces = np.maximum(1, -(-sizes // max_size))
    starts = [
        np.arange(start, start + size, max_size)
        for start, size in zip(np.cumsum(sizes) - sizes, sizes, strict=True)
        if size
    ]
    centres = np.repeat(centres[sizes > 0], pieces[sizes > 0], axis=0)
    nearness = centres @ centres.T
    np.fill_diagonal(nearness, 2)
    return Cells(
        vectors[order],
        order.astype(np.int32),
        np.append(np.concatenate(starts), n),
        np.argsort(-nearness, axis=1, kind="stable"),
    )


def _centres(vectors: np.ndarray, cells: int, mapper: Mapper) -> np.ndarray:
    """float32[cells, d]: centres of unit length, learned from a sample of the vectors."""
    training = vectors[_evenly(len(vectors), min(len(vectors), cells * TRAINING_VECTORS_PER_CELL))]
    centres = training[_evenly(len(training), cells)]
    for _ in range(ROUNDS):
        cell = _nearest_centre(training, centres, mapper)
        sizes = np.bincount(cell, minlength=cells)
        used = np.flatnonzero(sizes)
        sums = np.add.reduceat(training[np.argsort(cell, kind="stable")], (np.cumsum(sizes) - sizes)[used])
        centres[used] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return np.asarray(centres)


def _evenly(n: int, count: int) -> np.ndarray:
    """int64[count]: row numbers below n at equal distances."""
    return np.linspace(0, n - 1, count).astype(np.int64)


def _nearest_centre(vectors: np.ndarray, centres: np.ndarray, mapper: Mapper) -> np.ndarray:
    def of_block(start: int) -> np.ndarray:
        return np.asarray(np.argmax(vectors[start : start + ROWS] @ centres.T, axis=1))

    blocks: list[np.ndarray] = list(mapper(of_block, range(0, len(vectors), ROWS)))
    return np.asarray(np.concatenate(blocks))
