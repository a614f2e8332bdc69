"""Which vectors are nearest to each vector? Few vectors: exact search. Many: the nearest cells of an inverted file.

The search inside a probed cell is exact. How many cells are probed is measured: enough to reach RECALL on a sample
whose true neighbours are known.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numba as nb
import numpy as np
from threadpoolctl import threadpool_limits

from analytics.build.map.canonical import canonical_order, inverse
from analytics.build.map.cells import ROWS, Cells, Mapper, blocks, trained_cells

Progress = Callable[[int, int], None]

EXACT_UP_TO = 16_384
RECALL = 0.96
"""Share of the sample's true neighbours in the probed cells: a margin above the 0.95 that is promised."""
MAX_PROBED_SHARE = 0.25
"""Share of all cells that are probed at most, however far away the neighbours are."""
SAMPLE = 1000


@dataclass(frozen=True)
class Neighbors:
    """`ids` int32[n, k] and cosine `similarities` float32[n, k], nearest first, ties in the canonical order. No row
    contains its own id.
    """

    ids: np.ndarray
    similarities: np.ndarray
    method: str
    recall: float
    """Share of true neighbours in the result, measured on a sample that did not decide how many cells are probed.
    Another neighbour that is exactly as near counts as a true one.
    """


def neighbors(vectors: np.ndarray, k: int, mapper: Mapper, on_progress: Progress) -> Neighbors:
    """The `k` nearest by cosine of each of `vectors` float32[n, d] of unit length; all others when there are fewer.

    The vectors are compared in their canonical order, and one thread computes each product. So the result depends
    neither on the order of the rows nor on the number of threads behind `mapper`.
    """
    k = min(k, max(len(vectors) - 1, 0))
    if not k:
        return Neighbors(*_empty_best(len(vectors), 0), "exact", 1.0)
    order = canonical_order(vectors)
    ordered = _in_order(vectors[order], k, mapper, on_progress)
    place = inverse(order)
    ids = order.astype(np.int32)[ordered.ids[place]]
    return Neighbors(ids, ordered.similarities[place], ordered.method, ordered.recall)


def _in_order(vectors: np.ndarray, k: int, mapper: Mapper, on_progress: Progress) -> Neighbors:
    with threadpool_limits(1, "blas"):
        if len(vectors) <= EXACT_UP_TO:
            cells = blocks(vectors)
            return Neighbors(*_search(cells, len(cells), k, mapper, on_progress), "exact", 1.0)
        cells = trained_cells(vectors, mapper)
        sample = np.linspace(0, len(vectors) - 1, 2 * SAMPLE).astype(np.int64)
        true_ids, true_similarities = exact_neighbors(vectors, sample, k, mapper)
        probes = _probes_needed(cells, sample[::2], true_ids[::2])
        ids, similarities = _search(cells, probes, k, mapper, on_progress)
    is_true = similarities[sample[1::2]] >= true_similarities[1::2, -1:] - 1e-6
    return Neighbors(ids, similarities, f"{probes} of {len(cells)} cells probed", float(is_true.mean()))


def exact_neighbors(vectors: np.ndarray, rows: np.ndarray, k: int, mapper: Mapper) -> tuple[np.ndarray, np.ndarray]:
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
