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


@nb.njit(cache=True, nogil=True)
def owners_of(ids, is_new, most):  # type: ignore[no-untyped-def]
    """The vectors in whose lists each vector is, at most `most`, those first whose list it is nearer the front of:
    those of vector i are at starts[i]:starts[i + 1] of `owners` int32[.], with whether it is new there.
    """
    n, length = ids.shape
    counts = np.zeros(n, np.int32)
    for row in range(n):
        for place in range(length):
            if ids[row, place] >= 0:
                counts[ids[row, place]] += 1
    starts = np.zeros(n + 1, np.int64)
    starts[1:] = np.cumsum(np.minimum(counts, most))
    owners, owner_is_new, ends = np.empty(starts[n], np.int32), np.empty(starts[n], np.bool_), starts[:-1].copy()
    for place in range(length):
        for row in range(n):
            other = ids[row, place]
            if other >= 0 and ends[other] < starts[other + 1]:
                owners[ends[other]], owner_is_new[ends[other]] = row, is_new[row, place]
                ends[other] += 1
    return starts, owners, owner_is_new


@nb.njit(cache=True, nogil=True)
def join(  # type: ignore[no-untyped-def]
    numbers, zero, scale, ids, similarities, members, is_new, starts, owners, owner_is_new, start, stop
):
    """Compare the neighbours of each vector from `start` to `stop` with each other, where one of the two is new: its
    list in `members`, and the `owners`, the vectors in whose lists it is.

    Gives offers, int32[., 2] of a vector and another one, with their similarities: those that belong into the list of
    the vector (`ids`, `similarities`) and are not in it.
    """
    last, most = ids.shape[1] - 1, members.shape[1] + np.max(np.diff(starts[start : stop + 1])) + 1
    group, least = np.empty(most, np.int32), np.empty(most, np.float32)
    own, products = np.empty((most, numbers.shape[1]), numbers.dtype), np.empty(most, np.float32)
    offers, offered, count = np.empty((4096, 2), np.int32), np.empty(4096, np.float32), 0
    for middle in range(start, stop):
        new, size = _group(middle, members, is_new, starts, owners, owner_is_new, group)
        if not new:
            continue
        for place in range(size):
            row = group[place]
            least[place] = similarities[row, last]
            for column in range(numbers.shape[1]):
                own[place, column] = numbers[row, column]
        more = count + 2 * new * size
        if more > len(offered):
            offers = np.concatenate((offers, np.empty((more, 2), np.int32)))
            offered = np.concatenate((offered, np.empty(more, np.float32)))
        for left in range(new):
            _products(own, zero, scale, left, size, products)
            count = _offer(group, least, products, left, size, ids, offers, offered, count)
    return offers[:count], offered[:count]


@nb.njit(cache=True, nogil=True)
def _offer(group, least, products, left, size, ids, offers, offered, count):  # type: ignore[no-untyped-def]
    """Write the offers of a vector of `group` and those after it from `count` on. Gives how many there are then."""
    one, least_of_one = group[left], least[left]
    for right in range(left + 1, size):
        similarity, other = products[right], group[right]
        if similarity > least_of_one and not _is_in(ids, one, other):
            offers[count, 0], offers[count, 1], offered[count] = one, other, similarity
            count += 1
        if similarity > least[right] and not _is_in(ids, other, one):
            offers[count, 0], offers[count, 1], offered[count] = other, one, similarity
            count += 1
    return count


@nb.njit(cache=True, nogil=True)
def _group(middle, members, is_new, starts, owners, owner_is_new, group):  # type: ignore[no-untyped-def]
    """Write a vector and its neighbours in both directions into `group`, the new ones first. Gives how many are new,
    and how many they are.
    """
    new, size = 0, 1
    group[0] = middle
    length = members.shape[1]
    for edge in range(length + starts[middle + 1] - starts[middle]):
        if edge < length:
            other, is_edge_new = members[middle, edge], is_new[middle, edge]
        else:
            place = starts[middle] + edge - length
            other, is_edge_new = owners[place], owner_is_new[place]
        if other < 0 or (edge >= length and _is_in(members, middle, other)):
            continue
        group[size] = other
        if is_edge_new:
            group[size], group[new] = group[new], other
            new += 1
        size += 1
    return new, size


@nb.njit(cache=True, nogil=True)
def _is_in(ids, row, other):  # type: ignore[no-untyped-def]
    times = 0
    for place in range(ids.shape[1]):  # to the end: without a branch all places are compared at once
        times |= ids[row, place] == other
    return times != 0


@nb.njit(cache=True, nogil=True, fastmath={"reassoc", "contract"})
def _products(own, zero, scale, left, size, products):  # type: ignore[no-untyped-def]
    """Write the similarities of a row of `own` with those after it into `products`. Each step has the type of `zero`: a
    wider one has half the speed.
    """
    for right in range(left + 1, size):
        total = zero[0]
        for column in range(own.shape[1]):
            product = zero.dtype.type(zero.dtype.type(own[left, column]) * zero.dtype.type(own[right, column]))
            total = zero.dtype.type(total + product)
        products[right] = np.float32(total) * scale


@nb.njit(cache=True, nogil=True)
def accept(offers, offered, ids, similarities, is_new, stripe, stripes):  # type: ignore[no-untyped-def]
    """Put offers into the lists that they belong into: those of every `stripes`-th vector."""
    last = ids.shape[1] - 1
    for offer in range(len(offered)):
        row, other = offers[offer]
        if row % stripes == stripe and offered[offer] > similarities[row, last] and not _is_in(ids, row, other):
            _insert(ids[row], similarities[row], is_new[row], other, offered[offer])


@nb.njit(nogil=True, inline="always")
def _insert(ids, similarities, is_new, candidate, similarity):  # type: ignore[no-untyped-def]
    place = len(ids) - 1
    while place > 0 and similarities[place - 1] < similarity:
        ids[place], similarities[place], is_new[place] = ids[place - 1], similarities[place - 1], is_new[place - 1]
        place -= 1
    ids[place], similarities[place], is_new[place] = candidate, similarity, True
