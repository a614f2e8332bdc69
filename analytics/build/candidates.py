"""Which pairs of documents may be duplicates? Two permissive indexes; all of their pairs are verified afterwards.

*Banded MinHash* finds documents that are similar as a whole: two signatures that agree in all rows of a band make a
pair. 42 bands of 3 rows find a pair with Jaccard J with probability 1 - (1 - J^3)^42: 0.996 at J = 0.5, more than
0.999999 at 0.7. *Shared samples* (`sample_pairs`) finds excerpts, whose Jaccard is low.

A small group of n documents that agree makes n(n-1)/2 pairs. A large group is linked instead: each member to the centre
of the group, and to the member before it. Those pairs are `linked` where they replace pairs that are similar as a
whole. Documents are numbered in the order of their content, so pairs do not depend on the order of rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from analytics.batch.distinct import distinct
from analytics.batch.membership import is_among

BANDS, ROWS = 42, 3
MAX_BUCKET = 256
"""Members of a group in a band of which all pairs are made."""

MIN_AGREEMENT = 0.3
"""Pairs whose signatures agree in less are not verified: at Jaccard 0.5 this loses 3 pairs in a million (binomial,
n = 128).
"""

_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Pairs:
    """Candidates as codes `first << 32 | second` (first < second), ascending.

    `linked` are the codes that represent all pairs of a large group.
    """

    codes: np.ndarray
    linked: np.ndarray

    @classmethod
    def union(cls, many: list[Pairs]) -> Pairs:
        return cls(_distinct([pairs.codes for pairs in many]), _distinct([pairs.linked for pairs in many]))

    @property
    def first(self) -> np.ndarray:
        return (self.codes >> np.uint64(32)).astype(np.int64)

    @property
    def second(self) -> np.ndarray:
        return (self.codes & np.uint64(0xFFFFFFFF)).astype(np.int64)

    @property
    def is_linked(self) -> np.ndarray:
        return np.asarray(np.isin(self.codes, self.linked, assume_unique=True))

    def where(self, keep: np.ndarray) -> Pairs:
        return Pairs(self.codes[keep], self.linked)


def encode(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Codes of pairs of document numbers, the smaller number first."""
    smaller, larger = np.minimum(first, second), np.maximum(first, second)
    return np.asarray((smaller.astype(np.uint64) << np.uint64(32)) | larger.astype(np.uint64))


def banded(minhash: np.ndarray, among: np.ndarray | None = None, keys: list[np.ndarray] | None = None) -> Pairs:
    """Pairs by signature: `minhash` is uint32[n, 128] of n different texts that have shingles.

    With `among` (numbers), pairs of the buckets only that have one of these members: all pairs of each of them. `keys`
    are the `band_keys`, where they are known.
    """
    of_bands = list(band_keys(minhash)) if keys is None else keys

    def pairs_of(band: int) -> Pairs:
        key = of_bands[band]
        members = np.arange(len(key)) if among is None else np.flatnonzero(is_among(key, key[among]))
        return bucket_pairs(of_bands, band, members)

    with ThreadPoolExecutor() as threads:  # numpy sorts without Python's lock
        pairs = Pairs.union(list(threads.map(pairs_of, range(BANDS))))
    return pairs.where(agreement(minhash, pairs) >= MIN_AGREEMENT)


def bucket_pairs(keys: list[np.ndarray], band: int, members: np.ndarray) -> Pairs:
    """Pairs of those of `members` (numbers, ascending) that are in one bucket of the band; `keys` are the `band_keys`
    of all texts.
    """
    key, next_key = keys[band], keys[(band + 1) % BANDS]  # the next band orders the members of a large bucket
    order = members[np.argsort(key[members], kind="stable")]
    return group_pairs(key[order], order, MAX_BUCKET, np.arange(len(key)), next_key)


def band_keys(minhash: np.ndarray) -> Iterator[np.ndarray]:
    """The key of each text (uint64[n]) in each band, band after band."""
    for band in range(BANDS):
        key = np.zeros(len(minhash), np.uint64)
        for row in range(band * ROWS, (band + 1) * ROWS):
            key = (key ^ minhash[:, row]) * _MIX
            key ^= key >> np.uint64(32)
        yield key


def group_pairs(
    key: np.ndarray,
    member: np.ndarray,
    max_size: int,
    centrality: np.ndarray,
    nearness: np.ndarray,
    distinct: bool = True,
) -> Pairs:
    """Pairs of members with equal keys; `key` is sorted.

    A group of more than `max_size` is linked: to its member with the smallest `centrality`, and in the order of
    `nearness`.
    """
    is_same = key[1:] == key[:-1]
    is_repeated = np.r_[is_same, False] | np.r_[False, is_same]  # most keys have one member
    key, member = key[is_repeated[: len(key)]], member[is_repeated[: len(key)]]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]]) if len(key) else np.empty(0, np.int64)
    sizes = np.diff(np.r_[starts, len(key)])
    links = [
        _link(member[start : start + size], centrality, nearness)
        for start, size in zip(starts[sizes > max_size], sizes[sizes > max_size], strict=True)
    ]
    is_small = np.repeat(sizes <= max_size, sizes)
    codes = [*_all_pairs(key[is_small], member[is_small]), *links]
    return Pairs(_distinct(codes) if distinct else np.concatenate([np.empty(0, np.uint64), *codes]), _distinct(links))


def _all_pairs(key: np.ndarray, member: np.ndarray) -> Iterator[np.ndarray]:
    """The codes of all pairs with equal keys: of neighbours in the order of `key`, then of members two apart, ..."""
    at, distance = np.arange(len(key)), 1
    while len(at):
        at = at[at + distance < len(key)]
        at = at[key[at] == key[at + distance]]
        yield encode(member[at], member[at + distance])
        distance += 1


def _link(members: np.ndarray, centrality: np.ndarray, nearness: np.ndarray) -> np.ndarray:
    centre = members[np.argmin(centrality[members])]
    chain = members[np.lexsort((members, nearness[members]))]
    others = members[members != centre]
    return encode(np.r_[others, chain[1:]], np.r_[np.full(len(others), centre), chain[:-1]])


def agreement(minhash: np.ndarray, pairs: Pairs, rows: int = 8192) -> np.ndarray:
    """The share of equal values in two signatures, which estimates the Jaccard similarity."""
    first, second = pairs.first, pairs.second
    shares = [
        (minhash[first[at : at + rows]] == minhash[second[at : at + rows]]).mean(axis=1)
        for at in range(0, len(first), rows)
    ]
    return np.concatenate([np.empty(0), *shares])


def _distinct(codes: list[np.ndarray]) -> np.ndarray:
    return distinct(np.concatenate([np.empty(0, np.uint64), *codes]))
