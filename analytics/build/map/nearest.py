"""Which vectors are nearest to each vector? Few vectors: exact search. Many: the nearest cells of an inverted file.

The cells are k-means cells (Jégou et al. 2011, "Product quantization for nearest neighbor search", section 4). The
search inside a probed cell is exact. How many cells are probed is measured: enough to reach RECALL on a sample whose
true neighbours are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numba as nb
import numpy as np
from threadpoolctl import threadpool_limits

Progress = Callable[[int, int], None]
Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]
"""Calls a function on many items, in order, as `Engine.map` does."""

EXACT_UP_TO = 16_384
RECALL = 0.96
"""Share of the sample's true neighbours in the probed cells: a margin above the 0.95 that is promised."""
MAX_PROBED_SHARE = 0.25
"""Share of all cells that are probed at most, however far away the neighbours are."""
SAMPLE = 1000
ROWS = 512
"""Rows of one matrix product: its result fits into the cache of a core."""
ROUNDS = 8
TRAINING_VECTORS_PER_CELL = 40


@dataclass(frozen=True)
class Neighbors:
    """`ids` int32[n, k] and cosine `similarities` float32[n, k], nearest first, ties by the smaller id. No row contains
    its own id.
    """

    ids: np.ndarray
    similarities: np.ndarray
    method: str
    recall: float
    """Share of true neighbours in the result, measured on a sample that did not decide how many cells are probed.
    Another neighbour that is exactly as near counts as a true one.
    """


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


def neighbors(vectors: np.ndarray, k: int, mapper: Mapper, on_progress: Progress) -> Neighbors:
    """The `k` nearest by cosine of each of `vectors` float32[n, d] of unit length; all others when there are fewer.

    One thread computes each product, so the result does not depend on the number of threads behind `mapper`.
    """
    k = min(k, max(len(vectors) - 1, 0))
    if not k:
        return Neighbors(*_empty_best(len(vectors), 0), "exact", 1.0)
    with threadpool_limits(1, "blas"):
        if len(vectors) <= EXACT_UP_TO:
            cells = _blocks(vectors)
            return Neighbors(*_search(cells, len(cells), k, mapper, on_progress), "exact", 1.0)
        cells = _cells(vectors, mapper)
        sample = np.linspace(0, len(vectors) - 1, 2 * SAMPLE).astype(np.int64)
        true_ids, true_similarities = _exact_search(vectors, sample, k, mapper)
        probes = _probes_needed(cells, sample[::2], true_ids[::2])
        ids, similarities = _search(cells, probes, k, mapper, on_progress)
    is_true = similarities[sample[1::2]] >= true_similarities[1::2, -1:] - 1e-6
    return Neighbors(ids, similarities, f"{probes} of {len(cells)} cells probed", float(is_true.mean()))


def _blocks(vectors: np.ndarray) -> Cells:
    """The vectors in their order, cut into blocks of equal size; the search probes all of them."""
    starts = np.append(np.arange(0, len(vectors), ROWS), len(vectors))
    cells = len(starts) - 1
    return Cells(vectors, np.arange(len(vectors), dtype=np.int32), starts, np.tile(np.arange(cells), (cells, 1)))


def _cells(vectors: np.ndarray, mapper: Mapper) -> Cells:
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


def _exact_search(vectors: np.ndarray, rows: np.ndarray, k: int, mapper: Mapper) -> tuple[np.ndarray, np.ndarray]:
    """The true neighbours of some rows: ids and similarities, both [len(rows), k]."""
    ids = np.arange(len(vectors), dtype=np.int32)

    def search(some: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        best = _empty_best(len(some), k)
        for start in range(0, len(vectors), ROWS):
            _merge(vectors[some] @ vectors[start : start + ROWS].T, ids[start : start + ROWS], some, *best)
        return best

    best = list(mapper(search, np.array_split(rows.astype(np.int32), max(1, len(rows) // ROWS))))
    return np.concatenate([ids for ids, _ in best]), np.concatenate([similarities for _, similarities in best])


def _probes_needed(cells: Cells, rows: np.ndarray, true_ids: np.ndarray) -> int:
    """How many cells around its own cell a vector must probe to reach RECALL of the true neighbours of `rows`."""
    cell = np.empty(len(cells.ids), np.int64)
    cell[cells.ids] = np.repeat(np.arange(len(cells)), np.diff(cells.starts))
    rank = np.empty_like(cells.nearest)
    np.put_along_axis(rank, cells.nearest, np.arange(len(rank))[None, :], axis=1)
    ranks = rank[cell[rows][:, None], cell[true_ids]]
    return int(min(np.quantile(ranks, RECALL, method="higher") + 1, np.ceil(MAX_PROBED_SHARE * len(rank))))


def _search(cells: Cells, probes: int, k: int, mapper: Mapper, on_progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """The k nearest of every vector among the vectors in the `probes` cells that are nearest to its own cell."""
    n, starts = len(cells.ids), cells.starts

    def search_cell(number: int) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        own = slice(starts[number], starts[number + 1])
        best = _empty_best(own.stop - own.start, k)
        for other in np.sort(cells.nearest[number, :probes]):
            there = slice(starts[other], starts[other + 1])
            _merge(cells.vectors[own] @ cells.vectors[there].T, cells.ids[there], cells.ids[own], *best)
        return cells.ids[own], best

    ids, similarities, done = np.empty((n, k), np.int32), np.empty((n, k), np.float32), 0
    for rows, (best_ids, best_similarities) in mapper(search_cell, range(len(cells))):
        ids[rows], similarities[rows] = best_ids, best_similarities
        done += len(rows)
        on_progress(done, n)
    return ids, np.clip(similarities, -1, 1)


def _empty_best(rows: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    return np.full((rows, k), -1, np.int32), np.full((rows, k), -np.inf, np.float32)


@nb.njit(cache=True, nogil=True)
def _merge(similarities, ids, own, best_ids, best):  # type: ignore[no-untyped-def]
    """Merge candidates (`similarities` float32[rows, m] to the vectors `ids`) into the sorted `best` of each row; a row
    skips its `own` id.
    """
    last = best.shape[1] - 1
    for row in range(similarities.shape[0]):
        for candidate in range(similarities.shape[1]):
            similarity = similarities[row, candidate]
            if similarity < best[row, last] or ids[candidate] == own[row]:
                continue
            place = last
            if similarity == best[row, last] and best_ids[row, last] != -1 and ids[candidate] > best_ids[row, last]:
                continue
            while place > 0 and (
                best[row, place - 1] < similarity
                or (best[row, place - 1] == similarity and best_ids[row, place - 1] > ids[candidate])
            ):
                best[row, place] = best[row, place - 1]
                best_ids[row, place] = best_ids[row, place - 1]
                place -= 1
            best[row, place] = similarity
            best_ids[row, place] = ids[candidate]
