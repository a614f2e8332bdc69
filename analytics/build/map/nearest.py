"""Which vectors are nearest to each? All products where they are few enough, those with the nearest cells above that.

The cells are k-means cells, as in an inverted file (Jégou et al. 2011, "Product quantization for nearest neighbor
search", section 4). Inside the cells that are looked into, the search is exact; how many they are is not guessed: the
true neighbours of a sample tell.
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
"""Calls a function on many things, in order, as `Engine.map` does."""

EXACT_UP_TO = 16_384
RECALL = 0.96
"""Share of the sample's true neighbours that the cells must hold: a margin above the 0.95 that is promised."""
MOST_CELLS = 0.25
"""Share of all cells that are looked into at most, however far away the neighbours lie."""
SAMPLE = 1000
ROWS = 512
"""Rows of one product, so that its result stays in a core's cache."""
ROUNDS = 8
VECTORS_A_CELL_TO_LEARN = 40


@dataclass(frozen=True)
class Neighbors:
    """`ids` int32[n, k] and cosine `similarities` float32[n, k], nearest first and ties by the smaller id; no row names
    itself.
    """

    ids: np.ndarray
    similarities: np.ndarray
    method: str
    recall: float
    """Share of true neighbours found, others just as near counting as well; of a sample that had no say in the
    search.
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
    """int64[cells, cells]: for each cell all cells, itself first, by the nearness of their centres."""


def neighbors(vectors: np.ndarray, k: int, call: Mapper, on_progress: Progress) -> Neighbors:
    """The `k` nearest (all others, when they are fewer) of each of `vectors` float32[n, d] of unit length, by cosine.

    Each product is computed by one thread, so that the result does not depend on how many threads `call` has.
    """
    k = min(k, max(len(vectors) - 1, 0))
    if not k:
        return Neighbors(*_none_yet(len(vectors), 0), "exact", 1.0)
    with threadpool_limits(1, "blas"):
        if len(vectors) <= EXACT_UP_TO:
            cells = _blocks(vectors)
            return Neighbors(*_search(cells, len(cells.starts) - 1, k, call, on_progress), "exact", 1.0)
        cells = _cells(vectors, call)
        sample = np.linspace(0, len(vectors) - 1, 2 * SAMPLE).astype(np.int64)
        true_ids, true_similarities = _exactly(vectors, sample, k, call)
        looked_into = _cells_needed(cells, sample[::2], true_ids[::2])
        ids, similarities = _search(cells, looked_into, k, call, on_progress)
    found = similarities[sample[1::2]] >= true_similarities[1::2, -1:] - 1e-6
    return Neighbors(ids, similarities, f"{looked_into} nearest of {len(cells.starts) - 1} cells", float(found.mean()))


def _blocks(vectors: np.ndarray) -> Cells:
    """The vectors as they come: cells that mean nothing, all of which are to be looked into."""
    starts = np.append(np.arange(0, len(vectors), ROWS), len(vectors))
    cells = len(starts) - 1
    return Cells(vectors, np.arange(len(vectors), dtype=np.int32), starts, np.tile(np.arange(cells), (cells, 1)))


def _cells(vectors: np.ndarray, call: Mapper) -> Cells:
    """Cells of spherical k-means, twice the root of n; a cell that came out too large is cut into several with the same
    centre.
    """
    n = len(vectors)
    centres = _centres(vectors, int(2 * np.sqrt(n)), call)
    cell = _nearest_centre(vectors, centres, call)
    order = np.argsort(cell, kind="stable")
    sizes = np.bincount(cell, minlength=len(centres))
    largest = 8 * n // len(centres)
    pieces = np.maximum(1, -(-sizes // largest))
    starts = [
        np.arange(start, start + size, largest)
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


def _centres(vectors: np.ndarray, cells: int, call: Mapper) -> np.ndarray:
    """float32[cells, d]: centres of unit length, learnt from a part of the vectors."""
    learnt_from = vectors[
        np.linspace(0, len(vectors) - 1, min(len(vectors), cells * VECTORS_A_CELL_TO_LEARN)).astype(np.int64)
    ]
    centres = learnt_from[np.linspace(0, len(learnt_from) - 1, cells).astype(np.int64)]
    for _ in range(ROUNDS):
        cell = _nearest_centre(learnt_from, centres, call)
        sizes = np.bincount(cell, minlength=cells)
        used = np.flatnonzero(sizes)
        sums = np.add.reduceat(learnt_from[np.argsort(cell, kind="stable")], (np.cumsum(sizes) - sizes)[used])
        centres[used] = sums / np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-12)
    return centres


def _nearest_centre(vectors: np.ndarray, centres: np.ndarray, call: Mapper) -> np.ndarray:
    return np.concatenate(
        list(
            call(
                lambda start: np.argmax(vectors[start : start + ROWS] @ centres.T, axis=1), range(0, len(vectors), ROWS)
            )
        )
    )


def _exactly(vectors: np.ndarray, rows: np.ndarray, k: int, call: Mapper) -> tuple[np.ndarray, np.ndarray]:
    """The true neighbours of some rows: ids and similarities, both [len(rows), k]."""
    ids = np.arange(len(vectors), dtype=np.int32)

    def among_all(some: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        best = _none_yet(len(some), k)
        for start in range(0, len(vectors), ROWS):
            _merge(vectors[some] @ vectors[start : start + ROWS].T, ids[start : start + ROWS], some, *best)
        return best

    found = list(call(among_all, np.array_split(rows.astype(np.int32), max(1, len(rows) // ROWS))))
    return np.concatenate([best for best, _ in found]), np.concatenate([best for _, best in found])


def _cells_needed(cells: Cells, rows: np.ndarray, true_ids: np.ndarray) -> int:
    """How many cells around its own a vector must look into for RECALL of the true neighbours of `rows`."""
    cell = np.empty(len(cells.ids), np.int64)
    cell[cells.ids] = np.repeat(np.arange(len(cells.starts) - 1), np.diff(cells.starts))
    rank = np.empty_like(cells.nearest)
    np.put_along_axis(rank, cells.nearest, np.arange(len(rank))[None, :], axis=1)
    ranks = rank[cell[rows][:, None], cell[true_ids]]
    return int(min(np.quantile(ranks, RECALL, method="higher") + 1, np.ceil(MOST_CELLS * len(rank))))


def _search(
    cells: Cells, looked_into: int, k: int, call: Mapper, on_progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """The k nearest of every vector among those in the `looked_into` cells nearest to its own."""
    n, starts = len(cells.ids), cells.starts

    def one_cell(number: int) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
        own = slice(starts[number], starts[number + 1])
        best = _none_yet(own.stop - own.start, k)
        for other in np.sort(cells.nearest[number, :looked_into]):
            there = slice(starts[other], starts[other + 1])
            _merge(cells.vectors[own] @ cells.vectors[there].T, cells.ids[there], cells.ids[own], *best)
        return cells.ids[own], best

    ids, similarities, done = np.empty((n, k), np.int32), np.empty((n, k), np.float32), 0
    for rows, (best_ids, best_similarities) in call(one_cell, range(len(starts) - 1)):
        ids[rows], similarities[rows] = best_ids, best_similarities
        done += len(rows)
        on_progress(done, n)
    return ids, np.clip(similarities, -1, 1)


def _none_yet(rows: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    return np.full((rows, k), -1, np.int32), np.full((rows, k), -np.inf, np.float32)


@nb.njit(cache=True, nogil=True)
def _merge(similarities, ids, own, best_ids, best):  # type: ignore[no-untyped-def]
    """Merge candidates (`similarities` float32[rows, m] of the vectors `ids`) into each row's `best`, which stay
    sorted; `own` are left out.
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
