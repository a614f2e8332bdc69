"""Nearest neighbours of many vectors: NN-descent (Dong, Moses and Li 2011, "Efficient k-nearest neighbor graph
construction for generic similarity measures") from a first search in cells.

Neighbours of neighbours are likely neighbours. A round compares the neighbours of each vector, in both directions of
the edges, with each other: these few vectors fit into the cache of a core, and one product serves two lists. Tasks only
offer neighbours, and the offers are accepted in the order of the tasks: the result does not depend on the number of
threads. Products are those of whole numbers, which take half the memory and half the time of float32.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from analytics.build.map.best import empty_best, merge
from analytics.build.map.cells import Cells, Mapper, cells_of
from analytics.build.map.exact import nearest_of_some
from analytics.build.map.neighbor_kernels import accept, join, owners_of, products_of_lists

PROBES = 20
"""Cells that the first search looks into. Rounds are faster than more cells."""
EXTRA = 15
"""Neighbours that a list has during the descent beyond those that are wanted."""
MAX_OWNERS = 128
"""At most so many vectors in whose lists a vector is are compared with each other. On 258,105 chat messages the recall
ends at .91 with 24 and at .97 with 160.
"""
RECALL = 0.97
"""The rounds end when the lists have this share of the true neighbours of a sample: a margin above 0.95."""
MAX_ROUNDS = 12
MIN_NEW = 0.002
"""They also end when a smaller share of the lists is new."""
SAMPLE = 500
ONE = 32_767
"""The whole number of the length 1. The sum of the products of two vectors is at most ONE², which 32 bits hold."""
ERROR, FLOAT_ERROR = 2e-5, 1e-6
"""Products of whole numbers, and of float32, differ about so much from those of the vectors."""
CROWDED, MAX_CROWDED = 1e-3, 0.05
"""Vectors are not whole numbers when more than this share has all its neighbours within this distance (1 - cosine)."""
ROWS = 16_384
PRODUCT_ROWS = 512
"""Candidates of one matrix product: they and the result fit into the cache of a core."""
BLOCK = 2048
"""Vectors whose neighbours a task compares."""
BLOCKS = 16
"""Blocks after which offers are accepted: the more, the more offers are in memory, and are there twice."""
STRIPES = 8
"""Tasks that accept offers, each for its share of the vectors."""


@dataclass
class Lists:
    """The lists of n vectors: `ids` int32[n, size] with `similarities` float32, nearest first, and whether the last
    round added them, `is_new` bool.
    """

    ids: np.ndarray
    similarities: np.ndarray
    is_new: np.ndarray


def descend(
    vectors: np.ndarray, rows: np.ndarray, k: int, mapper: Mapper, on_progress: Callable[[int, int], None]
) -> tuple[np.ndarray, np.ndarray, int, float]:
    """The `k` nearest of each of the rows `rows` int64[n] of `vectors` float32[., d], all different: ids int32[n, k] as
    places in `rows`, similarities float32[n, k] nearest first, the number of rounds, and the recall.

    One half of a sample whose true neighbours are known decides the number of rounds, the other half the recall.
    """
    cells = cells_of(vectors, rows, PROBES, mapper)
    rows_of_places = rows[cells.order]
    sample = np.unique(np.linspace(0, len(rows) - 1, 2 * SAMPLE).astype(np.int64))
    true = nearest_of_some(vectors, sample, k, mapper, rows_of_places)[1][:, -1:]
    is_crowded = float((true > 1 - CROWDED).mean()) > MAX_CROWDED
    numbers = vectors[rows_of_places] if is_crowded else _whole_numbers(vectors, rows_of_places)
    error = FLOAT_ERROR if is_crowded else ERROR
    lists, expected = _first_lists(numbers, cells, k + EXTRA, mapper), MAX_ROUNDS + 1
    on_progress(len(rows) // expected, len(rows))
    rounds = 0
    while rounds < MAX_ROUNDS:
        is_true = lists.similarities[sample[::2], :k] >= true[::2] - error
        if is_true.mean() >= RECALL or lists.is_new.mean() < MIN_NEW:
            break
        _round(numbers, lists, mapper)
        rounds += 1
        on_progress(len(rows) * (rounds + 1) // expected, len(rows))
    ids, similarities = _ranked(vectors, rows, cells.order, lists.ids, k, mapper)
    recall = float((similarities[sample[1::2]] >= true[1::2] - FLOAT_ERROR).mean())
    on_progress(len(rows), len(rows))
    place = np.empty(len(rows), np.int64)
    place[cells.order] = np.arange(len(rows))
    return cells.order.astype(np.int32)[ids[place]], similarities[place], rounds, recall


def _whole_numbers(vectors: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """int16[n, d]: the `rows` of `vectors`, times ONE and rounded."""
    whole = np.empty((len(rows), vectors.shape[1]), np.int16)
    for start in range(0, len(rows), ROWS):
        some = vectors[rows[start : start + ROWS]]
        whole[start : start + ROWS] = np.rint(np.clip(some, -1, 1) * ONE)
    return whole


def _first_lists(numbers: np.ndarray, cells: Cells, size: int, mapper: Mapper) -> Lists:
    """The nearest of each vector in the cells that are nearest to its own."""
    ids, similarities = empty_best(len(numbers), size)
    search = partial(_search_cell, numbers, cells, size)
    for number, best in enumerate(mapper(search, range(len(cells)))):
        own = slice(cells.starts[number], cells.starts[number + 1])
        ids[own], similarities[own] = best
    return Lists(ids, similarities, np.ones(ids.shape, bool))


def _search_cell(numbers: np.ndarray, cells: Cells, size: int, number: int) -> tuple[np.ndarray, np.ndarray]:
    own = np.arange(cells.starts[number], cells.starts[number + 1], dtype=np.int32)
    candidates = _candidates(cells, size, number)
    scaled, best = numbers[own] * _scale(numbers), empty_best(len(own), size)
    for start in range(0, len(candidates), PRODUCT_ROWS):
        some = candidates[start : start + PRODUCT_ROWS]
        merge(scaled @ numbers[some].astype(np.float32).T, some, own, *best)
    return best


def _candidates(cells: Cells, size: int, number: int) -> np.ndarray:
    """int32[.]: the vectors of a cell, which are the most similar, and then of those around it. Where they are too few
    for a list, the vectors before and after the cell join them.
    """
    near = cells.nearest[number]
    spans = [(cells.starts[cell], cells.starts[cell + 1]) for cell in (number, *near[near != number])]
    candidates = np.concatenate([np.arange(*span, dtype=np.int32) for span in spans])
    if len(candidates) > size:
        return candidates
    around = np.arange(max(spans[0][0] - size, 0), min(spans[0][1] + size, len(cells.order)), dtype=np.int32)
    return np.unique(np.concatenate([candidates, around]))


def _scale(numbers: np.ndarray) -> np.float32:
    """What makes a cosine of a product."""
    return np.float32(1 / ONE**2 if numbers.dtype == np.int16 else 1)


def _round(numbers: np.ndarray, lists: Lists, mapper: Mapper) -> None:
    """Compare the neighbours of each vector with each other, and improve the lists."""
    members, is_new = lists.ids.copy(), lists.is_new.copy()
    lists.is_new[:] = False
    before = (members, is_new, *owners_of(members, is_new, MAX_OWNERS))
    starts = range(0, len(numbers), BLOCK)
    for first in range(0, len(starts), BLOCKS):
        offers = list(mapper(partial(_offers, numbers, lists, before), starts[first : first + BLOCKS]))
        for _ in mapper(partial(_accept, lists, offers), range(STRIPES)):
            pass


def _offers(
    numbers: np.ndarray, lists: Lists, before: tuple[np.ndarray, ...], start: int
) -> tuple[np.ndarray, np.ndarray]:
    zero = np.zeros(1, np.int32 if numbers.dtype == np.int16 else np.float32)
    stop = min(start + BLOCK, len(numbers))
    arrays = (numbers, zero, _scale(numbers), lists.ids, lists.similarities, *before, start, stop)
    pairs, similarities = join(*arrays)
    return pairs, similarities


def _accept(lists: Lists, offers: list[tuple[np.ndarray, np.ndarray]], stripe: int) -> None:
    for some in offers:
        arrays = (*some, lists.ids, lists.similarities, lists.is_new, stripe, STRIPES)
        accept(*arrays)


def _ranked(
    vectors: np.ndarray, rows: np.ndarray, order: np.ndarray, ids: np.ndarray, k: int, mapper: Mapper
) -> tuple[np.ndarray, np.ndarray]:
    """The k best of each list by the products of the vectors themselves; ties in the order of `rows`."""
    best_ids, best = empty_best(len(ids), k)
    starts = range(0, len(ids), ROWS)
    blocks = mapper(partial(_ranked_block, vectors, rows[order], order, ids, k), starts)
    for start, block in zip(starts, blocks, strict=True):
        best_ids[start : start + ROWS], best[start : start + ROWS] = block
    return best_ids, np.clip(best, -1, 1)


def _ranked_block(
    vectors: np.ndarray, rows: np.ndarray, order: np.ndarray, ids: np.ndarray, k: int, start: int
) -> tuple[np.ndarray, np.ndarray]:
    some = ids[start : start + ROWS]
    similarities = np.empty(some.shape, np.float32)
    products_of_lists(vectors, rows, some, start, similarities)
    ranks = np.lexsort((order[some], -similarities), axis=1)[:, :k]
    return np.take_along_axis(some, ranks, axis=1), np.take_along_axis(similarities, ranks, axis=1)
