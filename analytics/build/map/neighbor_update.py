"""Neighbours after documents were added: new vectors are searched in the stored graph, old lists are only added to.

The search is that of Malkov and Yashunin 2018 ("Efficient and robust approximate nearest neighbor search using
hierarchical navigable small world graphs") on one layer: from entries, always to the neighbours of the best vector that
was not looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numba as nb
import numpy as np
from threadpoolctl import threadpool_limits

from analytics.build.map import nearest
from analytics.build.map.best import empty_best, merge
from analytics.build.map.canonical import hashes
from analytics.build.map.cells import Mapper
from analytics.build.map.exact import nearest_of_some
from analytics.build.map.neighbor_descent import FLOAT_ERROR, SAMPLE
from analytics.build.map.neighbor_kernels import reversed_lists

REVERSE = 24
BEAM = 96
"""Best vectors that a search remembers."""
ENTRIES = 16
LANDMARKS_PER_ROOT = 4
"""Landmarks, this times the root of the number of vectors, of which the nearest are the entries of a search."""
ROWS = 256


def update(
    vectors: np.ndarray,
    ids: np.ndarray,
    similarities: np.ndarray,
    mapper: Mapper,
    on_progress: Callable[[int, int], None],
) -> tuple[np.ndarray, np.ndarray, float]:
    """The neighbours of all `vectors` float32[n, d] from those of the first: `ids` int32[old, k] and `similarities`.

    Gives ids int32[n, k], similarities, and the recall of the added vectors, measured on a sample.
    """
    old, k = ids.shape
    n = len(vectors)
    with threadpool_limits(1, "blas"):
        owners, _, counts = reversed_lists(ids, np.zeros(ids.shape, bool), REVERSE)
        graph = (ids, owners, counts)
        landmarks = _landmarks(vectors, similarities)
        blocks = [np.arange(start, min(start + ROWS, n)) for start in range(old, n, ROWS)]
        beams = mapper(partial(_searched, vectors, graph, landmarks), blocks)
        beam_ids, beam = empty_best(n - old, BEAM)
        for rows, (some_ids, some) in zip(blocks, beams, strict=True):
            beam_ids[rows - old], beam[rows - old] = some_ids, some
            on_progress(int(rows[-1]) + 1 - old, n - old)
        among_new = nearest.neighbors(vectors[old:], k, mapper, lambda done, total: None)
        copies = _copies(vectors, old, k)
        new_ids, new = empty_best(n - old, k)
        candidates = np.concatenate([beam_ids, among_new.ids + np.int32(old), copies], axis=1)
        products = np.concatenate([beam, among_new.similarities, np.where(copies < 0, -np.inf, 1)], axis=1)
        _keep_best(candidates, products.astype(np.float32), new_ids, new)
        all_ids, all_similarities = np.concatenate([ids, new_ids]), np.concatenate([similarities, np.clip(new, -1, 1)])
        _add_reverse(beam_ids, np.clip(beam, -1, 1), old, all_ids, all_similarities)
        return all_ids, all_similarities, _recall(vectors, all_similarities, old, mapper)


def _landmarks(vectors: np.ndarray, similarities: np.ndarray) -> np.ndarray:
    """int64[.]: evenly spread rows, and one row of each crowd of copies that has no edge to others."""
    old = len(similarities)
    count = int(LANDMARKS_PER_ROOT * np.sqrt(old))
    crowded = np.flatnonzero(similarities[:, -1] >= 1 - FLOAT_ERROR)
    _, first = np.unique(hashes(vectors[crowded]), return_index=True)
    spread = np.linspace(0, old - 1, min(count, old)).astype(np.int64)
    return np.unique(np.concatenate([spread, crowded[np.sort(first)][:count]]))


def _searched(
    vectors: np.ndarray, graph: tuple[np.ndarray, ...], landmarks: np.ndarray, rows: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The best vectors for each of `rows`: ids int32[rows, BEAM], -1 where there are none, and similarities."""
    entries = empty_best(len(rows), ENTRIES)
    products = vectors[rows] @ vectors[landmarks].T
    merge(products, landmarks.astype(np.int32), np.full(len(rows), -1, np.int32), *entries)
    beam_ids, beam = empty_best(len(rows), BEAM)
    arrays = (vectors, *graph, rows, *entries, beam_ids, beam)
    _walk(*arrays)
    return beam_ids, beam


def _copies(vectors: np.ndarray, old: int, k: int) -> np.ndarray:
    """int32[new, k]: the first old documents with the same vector, -1 where there are no more."""
    hashed = hashes(vectors)
    order = np.argsort(hashed[:old], kind="stable")
    starts = np.searchsorted(hashed[:old][order], hashed[old:])
    stops = np.searchsorted(hashed[:old][order], hashed[old:], side="right")
    places = starts[:, None] + np.arange(k)
    return np.where(places < stops[:, None], order[np.minimum(places, old - 1)], -1).astype(np.int32)


def _recall(vectors: np.ndarray, similarities: np.ndarray, old: int, mapper: Mapper) -> float:
    k = similarities.shape[1]
    sample = np.unique(np.linspace(old, len(vectors) - 1, min(SAMPLE, len(vectors) - old)).astype(np.int64))
    true = nearest_of_some(vectors, sample, k, mapper)[1][:, -1:]
    return float((similarities[sample] >= true - FLOAT_ERROR).mean())


@nb.njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def _walk(  # type: ignore[no-untyped-def]
    vectors, ids, owners, counts, rows, entries, entry_similarities, beam_ids, beam
):
    """Search the neighbours of `rows` from their `entries` along the graph, in both directions of its edges."""
    seen, k = np.full(len(ids), -1, np.int32), ids.shape[1]
    last = beam.shape[1] - 1
    for row in range(len(rows)):
        is_expanded = np.zeros(beam.shape[1], np.bool_)
        for entry in range(entries.shape[1]):
            if entries[row, entry] >= 0:
                seen[entries[row, entry]] = row
                beam_ids[row, entry], beam[row, entry] = entries[row, entry], entry_similarities[row, entry]
        while True:
            place = 0
            while place <= last and (is_expanded[place] or beam_ids[row, place] < 0):
                place += 1
            if place > last:
                break
            is_expanded[place] = True
            middle = beam_ids[row, place]
            for edge in range(k + counts[middle]):
                other = ids[middle, edge] if edge < k else owners[middle, edge - k]
                if other < 0 or seen[other] == row:
                    continue
                seen[other] = row
                similarity = np.float32(0)
                for column in range(vectors.shape[1]):
                    similarity += vectors[rows[row], column] * vectors[other, column]
                if similarity <= beam[row, last]:
                    continue
                at = last
                while at > 0 and beam[row, at - 1] < similarity:
                    beam_ids[row, at], beam[row, at] = beam_ids[row, at - 1], beam[row, at - 1]
                    is_expanded[at] = is_expanded[at - 1]
                    at -= 1
                beam_ids[row, at], beam[row, at], is_expanded[at] = other, similarity, False


@nb.njit(cache=True, nogil=True)
def _insert(ids, similarities, candidate, similarity):  # type: ignore[no-untyped-def]
    """Insert a candidate into a sorted list that does not have it."""
    for place in range(len(ids)):
        if ids[place] == candidate:
            return
    place = len(ids) - 1
    if similarity < similarities[place] or (similarity == similarities[place] and ids[place] >= 0):
        return
    while place > 0 and similarities[place - 1] < similarity:
        ids[place], similarities[place] = ids[place - 1], similarities[place - 1]
        place -= 1
    ids[place], similarities[place] = candidate, similarity


@nb.njit(cache=True, nogil=True)
def _keep_best(candidates, products, ids, similarities):  # type: ignore[no-untyped-def]
    for row in range(candidates.shape[0]):
        for place in range(candidates.shape[1]):
            if candidates[row, place] >= 0:
                _insert(ids[row], similarities[row], candidates[row, place], products[row, place])


@nb.njit(cache=True, nogil=True)
def _add_reverse(beam_ids, beam, old, ids, similarities):  # type: ignore[no-untyped-def]
    """Each added vector becomes a neighbour of the old ones that it is nearer to than their last neighbour."""
    for row in range(beam_ids.shape[0]):
        for place in range(beam_ids.shape[1]):
            other = beam_ids[row, place]
            if other >= 0:
                _insert(ids[other], similarities[other], old + row, beam[row, place])
