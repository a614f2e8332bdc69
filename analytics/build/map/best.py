"""The best candidates of each row so far, sorted."""

from __future__ import annotations

import numba as nb
import numpy as np


def empty_best(rows: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """No candidates yet: `ids` int32[rows, k] of -1, and `best` float32[rows, k] of minus infinity."""
    return np.full((rows, k), -1, np.int32), np.full((rows, k), -np.inf, np.float32)


@nb.njit(cache=True, nogil=True)
def merge(similarities, ids, own, best_ids, best):  # type: ignore[no-untyped-def]
    """Merge candidates (`similarities` float32[rows, m] to the vectors `ids`) into the sorted `best` of each row; a row
    skips its `own` id. Of two that are equal, the smaller id is better.
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
