"""The compiled loops of the search for neighbours (`neighbor_descent`)."""

from __future__ import annotations

import numba as nb
import numpy as np


@nb.njit(cache=True, nogil=True, fastmath=True)
def products_of_lists(vectors, rows, ids, start, similarities):  # type: ignore[no-untyped-def]
    """Write the products of each vector, from `start`, with those of its list `ids` into `similarities`."""
    for row in range(ids.shape[0]):
        for place in range(ids.shape[1]):
            one, other = rows[start + row], rows[ids[row, place]]
            total = np.float32(0)
            for column in range(vectors.shape[1]):
                total += vectors[one, column] * vectors[other, column]
            similarities[row, place] = total


@nb.njit(cache=True, nogil=True)
def reversed_lists(ids, is_new, size):  # type: ignore[no-untyped-def]
    """The vectors in whose lists each vector is: int32[n, size], whether it is new there, and how many they are."""
    n, length = ids.shape
    owners, new, counts = np.empty((n, size), np.int32), np.empty((n, size), np.bool_), np.zeros(n, np.int32)
    for place in range(length):
        for row in range(n):
            other = ids[row, place]
            if other >= 0 and counts[other] < size:
                owners[other, counts[other]] = row
                new[other, counts[other]] = is_new[row, place]
                counts[other] += 1
    return owners, new, counts


@nb.njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def compare(  # type: ignore[no-untyped-def]
    numbers,
    one,
    scale,
    cell,
    nearest,
    ids,
    similarities,
    is_new,
    owners,
    owner_is_new,
    counts,
    start,
    out_ids,
    out,
    out_new,
):
    """Compare a block of vectors, from `start`, with the neighbours of their neighbours, in both directions, where one
    of the two edges is new. Vectors in the probed cells were compared by the first search.
    """
    length, seen = ids.shape[1], np.full(ids.shape[0], -1, np.int32)
    candidates = np.empty((length + owners.shape[1]) * (length + owners.shape[1] + 1), np.int32)
    products = np.empty(len(candidates), one.dtype)
    is_probed, probed_for = np.zeros(nearest.shape[0], np.bool_), -1
    for place in range(out_ids.shape[0]):
        row = start + place
        if cell[row] != probed_for:
            probed_for = cell[row]
            is_probed[:] = False
            is_probed[nearest[probed_for]] = True
        out_new[place] = False
        seen[row] = row
        for edge in range(length):
            if ids[row, edge] >= 0:
                seen[ids[row, edge]] = row
        count = 0
        for edge in range(length + counts[row]):
            if edge < length:
                middle, is_new_edge = ids[row, edge], is_new[row, edge]
            else:
                middle, is_new_edge = owners[row, edge - length], owner_is_new[row, edge - length]
            if middle < 0:
                continue
            if seen[middle] != row:
                seen[middle] = row
                if is_new_edge and not is_probed[cell[middle]]:
                    candidates[count] = middle
                    count += 1
            for further in range(length + counts[middle]):
                if further < length:
                    other, is_other_new = ids[middle, further], is_new[middle, further]
                else:
                    other, is_other_new = owners[middle, further - length], owner_is_new[middle, further - length]
                if other < 0 or not (is_new_edge or is_other_new) or seen[other] == row:
                    continue
                seen[other] = row
                if not is_probed[cell[other]]:
                    candidates[count] = other
                    count += 1
        for candidate in range(count):  # apart from the insertions: products then wait for memory together
            products[candidate] = _product(numbers, one, row, candidates[candidate])
        for candidate in range(count):
            similarity = np.float32(products[candidate]) * scale
            if similarity > out[place, length - 1]:
                _insert(out_ids[place], out[place], out_new[place], candidates[candidate], similarity)


@nb.njit(nogil=True, inline="always")
def _product(numbers, one, left, right):  # type: ignore[no-untyped-def]
    """The product of two rows, in the type of `one`. Each step has this type: a wider one has half the speed."""
    total = one[0] - one[0]
    for column in range(numbers.shape[1]):
        product = one.dtype.type(one.dtype.type(numbers[left, column]) * one.dtype.type(numbers[right, column]))
        total = one.dtype.type(total + product)
    return total


@nb.njit(nogil=True, inline="always")
def _insert(ids, similarities, is_new, candidate, similarity):  # type: ignore[no-untyped-def]
    place = len(ids) - 1
    while place > 0 and similarities[place - 1] < similarity:
        ids[place], similarities[place], is_new[place] = ids[place - 1], similarities[place - 1], is_new[place - 1]
        place -= 1
    ids[place], similarities[place], is_new[place] = candidate, similarity, True
