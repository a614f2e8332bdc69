"""Which texts may contain an excerpt of another? Those that share 15 % of the sampled shingles of the smaller one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from analytics.build.candidates import Pairs, group_pairs

MAX_SAMPLE_GROUP = 40
"""Texts with a sampled shingle of which all pairs are made."""
MIN_SAMPLE_SHARE = 0.15

RANGE_BITS = 4
"""Samples are sorted in 16 ranges, by the first bits of the shingle: a sort needs as much memory again."""


class PackedSamples:
    """The sampled shingles of `texts` texts, each as one number: its first bits, then the number of its text. One sort
    of these is many times faster than a sort by two columns.
    """

    def __init__(self, texts: int) -> None:
        self._id_bits = _id_bits(texts)
        self._ranges: list[list[np.ndarray]] = [[] for _ in range(1 << RANGE_BITS)]
        self._sampled = np.zeros(texts, np.int64)

    def add(self, documents: np.ndarray, shingles: np.ndarray) -> None:
        """`documents[i]` (a number below n) has `shingles[i]`."""
        packed = np.sort((shingles >> self._id_bits << self._id_bits) | documents.astype(np.uint64))
        firsts = np.arange(1, 1 << RANGE_BITS, dtype=np.uint64) << np.uint64(64 - RANGE_BITS)
        for packed_batches, some in zip(self._ranges, np.split(packed, np.searchsorted(packed, firsts)), strict=True):
            packed_batches += [some.copy()] if len(some) else []  # a slice would keep all of the others
        np.add.at(self._sampled, documents, 1)

    def pairs(self, n_shingles: np.ndarray, sampled: np.ndarray | None = None) -> Pairs:
        """The pairs that share MIN_SAMPLE_SHARE. `n_shingles` int64[n] decides which texts stand for a large group,
        `sampled` has the number of sampled shingles of each text, where not all of them were added. The samples are
        given up.
        """
        codes = self.codes(n_shingles)
        codes.sort()
        starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]][: len(codes)])
        shared = np.diff(np.r_[starts, len(codes)])
        # none is `linked`: a pair that is similar as a whole is in a bucket, too
        pairs = Pairs(codes[starts], codes[:0].copy())
        del codes
        sampled = self._sampled if sampled is None else sampled
        return pairs.where(shared >= MIN_SAMPLE_SHARE * np.minimum(sampled[pairs.first], sampled[pairs.second]))

    def codes(self, n_shingles: np.ndarray) -> np.ndarray:
        """The code of each pair of texts as often as a sampled shingle pairs them, as of `pairs`."""
        smallest_first = np.empty(len(n_shingles), np.int64)
        smallest_first[np.lexsort((np.arange(len(n_shingles)), n_shingles))] = np.arange(len(n_shingles))
        order = smallest_first, smallest_first
        codes = [group_pairs(*samples, MAX_SAMPLE_GROUP, *order, distinct=False).codes for samples in self._sorted()]
        return np.concatenate([np.empty(0, np.uint64), *codes])

    def _sorted(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """The shingles and the numbers of their texts, in the order of both, range by range."""
        of_text = (np.uint64(1) << self._id_bits) - np.uint64(1)
        for number, packed_batches in enumerate(self._ranges):
            self._ranges[number] = []
            packed = np.concatenate([np.empty(0, np.uint64), *packed_batches])
            packed_batches.clear()
            packed.sort()
            yield packed >> self._id_bits, (packed & of_text).astype(np.int64)


def sharing_samples(
    documents: np.ndarray, shingles: np.ndarray, n_shingles: np.ndarray, sampled: np.ndarray | None = None
) -> Pairs:
    """`PackedSamples.pairs` of texts of which `documents[i]` has `shingles[i]`."""
    samples = PackedSamples(len(n_shingles))
    samples.add(documents, shingles)
    return samples.pairs(n_shingles, sampled)


def sample_codes(documents: np.ndarray, shingles: np.ndarray, n_shingles: np.ndarray) -> np.ndarray:
    """`PackedSamples.codes` of texts of which `documents[i]` has `shingles[i]`."""
    samples = PackedSamples(len(n_shingles))
    samples.add(documents, shingles)
    return samples.codes(n_shingles)


def compared_bits(shingles: np.ndarray, n: int) -> np.ndarray:
    """The bits of each sampled shingle that are compared among `n` texts."""
    return np.asarray(shingles >> _id_bits(n) << _id_bits(n))


def _id_bits(n: int) -> np.uint64:
    """The low bits of a shingle that make room for the number of a text."""
    return np.uint64(n.bit_length())
