"""The neighbours of a sample among themselves, from the neighbour graph of all documents: no search is repeated."""

from __future__ import annotations

from functools import partial

import numba as nb
import numpy as np

from analytics.build.map.best import empty_best
from analytics.build.map.cells import Mapper

ROWS = 4096


def among_sample(
    vectors: np.ndarray, ids: np.ndarray, rows: np.ndarray, mapper: Mapper
) -> tuple[np.ndarray, np.ndarray]:
    """The neighbours of some documents, the `rows` int64[m] with the `vectors` float32[m, d], among them: ids int32[m,
    k] as places in `rows`, similarities, nearest first.

    They are chosen from the neighbours `ids` int32[n, k] of each, and the neighbours of those. Where these are too few,
    documents of the sample at equal distances in its order fill the list.
    """
    k = min(ids.shape[1], len(rows) - 1)
    place = np.full(len(ids), -1, np.int32)
    place[rows] = np.arange(len(rows))
    best_ids, best = empty_best(len(rows), k)
    starts = range(0, len(rows), ROWS)
    blocks = mapper(partial(_of_block, vectors, ids, rows, place, k), starts)
    for start, block in zip(starts, blocks, strict=True):
        best_ids[start : start + ROWS], best[start : start + ROWS] = block
    return best_ids, np.clip(best, -1, 1)


def _of_block(
    vectors: np.ndarray, ids: np.ndarray, rows: np.ndarray, place: np.ndarray, k: int, start: int
) -> tuple[np.ndarray, np.ndarray]:
    best = empty_best(min(ROWS, len(rows) - start), k)
    _choose(vectors, ids, rows, place, start, *best)
    return best


@nb.njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def _choose(vectors, ids, rows, place, start, best_ids, best):  # type: ignore[no-untyped-def]
    size, k = ids.shape[1], best.shape[1]
    seen = np.full(len(rows), -1, np.int32)
    step = max(1, len(rows) // (k + 1))
    for number in range(len(best)):
        own = start + number
        seen[own] = own
        filled = 0
        for candidate in range(size + size * size + len(rows)):
            if candidate < size:
                other = place[ids[rows[own], candidate]]
            elif candidate < size + size * size:
                middle = ids[rows[own], (candidate - size) // size]
                other = place[ids[middle, (candidate - size) % size]]
            elif filled < k:
                turn = candidate - size - size * size
                other = np.int32((own + (turn % k + 1) * step + turn // k) % len(rows))
            else:
                break
            if other < 0 or seen[other] == own:
                continue
            seen[other] = own
            filled += 1
            similarity = np.float32(0)
            for column in range(vectors.shape[1]):
                similarity += vectors[own, column] * vectors[other, column]
            if similarity <= best[number, k - 1]:
                continue
            at = k - 1
            while at > 0 and best[number, at - 1] < similarity:
                best_ids[number, at], best[number, at] = best_ids[number, at - 1], best[number, at - 1]
                at -= 1
            best_ids[number, at], best[number, at] = other, similarity
