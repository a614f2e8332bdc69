"""What do added documents change among the candidates? Only groups that have an added member.

Each pair with an added document is new. Of the old pairs none is new, but some may not be candidates any more: where
a group becomes too large for all of its pairs, or an added document comes between two that were linked.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from analytics.batch.distinct import distinct
from analytics.batch.membership import is_among
from analytics.build.candidates import (
    BANDS,
    MIN_AGREEMENT,
    Pairs,
    agreement,
    bucket_pairs,
)
from analytics.build.sample_pairs import MAX_SAMPLE_GROUP, sample_codes, sharing_samples
from analytics.build.shingle_samples import StoredSamples


@dataclass(frozen=True)
class Changes:
    """`added` are the candidates with an added document, `at_risk` the codes of old pairs that have lost a group which
    made them, or whose group links them now.
    """

    added: Pairs
    at_risk: np.ndarray


def bucket_changes(minhash: np.ndarray, keys: list[np.ndarray], is_added: np.ndarray) -> Changes:
    """The changes among `candidates.banded`, whose `band_keys` are `keys`; `is_added` is bool[n]."""

    def of_band(band: int) -> tuple[Pairs, np.ndarray]:
        members = np.flatnonzero(is_among(keys[band], keys[band][is_added]))
        after = bucket_pairs(keys, band, members)
        before = bucket_pairs(keys, band, members[~is_added[members]])
        is_old, is_old_link = (~_has(Pairs(codes, codes[:0]), is_added) for codes in (after.codes, after.linked))
        lost = np.setxor1d(before.codes, after.codes[is_old], assume_unique=True)
        relinked = np.setxor1d(before.linked, after.linked[is_old_link], assume_unique=True)
        return Pairs(after.codes[~is_old], after.linked), np.r_[lost, relinked]

    with ThreadPoolExecutor() as threads:
        of_bands = list(threads.map(of_band, range(BANDS)))
    added = Pairs.union([pairs for pairs, _ in of_bands])
    added = added.where(agreement(minhash, added) >= MIN_AGREEMENT)
    return Changes(added, distinct(np.concatenate([codes for _, codes in of_bands])))


def sample_changes(samples: StoredSamples, n_shingles: np.ndarray, is_added: np.ndarray) -> Changes:
    """The changes among `sample_pairs.sharing_samples`; `is_added` is bool[n]."""
    touched = samples.sharing(samples.of_added)
    pairs = sharing_samples(touched.numbers, touched.shingles, n_shingles, samples.counts)
    after = touched.in_large_groups(MAX_SAMPLE_GROUP)
    before = after.where(~is_added[after.numbers])
    lost = _lost(*(sample_codes(some.numbers, some.shingles, n_shingles) for some in (before, after)))
    return Changes(pairs.where(_has(pairs, is_added)), lost)


def shared_among(samples: StoredSamples, n_shingles: np.ndarray, among: np.ndarray) -> Pairs:
    """All pairs of `sample_pairs.sharing_samples` between these texts (numbers), and some with others."""
    is_selected = np.zeros(len(n_shingles), bool)
    is_selected[among] = True
    some = samples.sharing(samples.of(is_selected).shingles)
    return sharing_samples(some.numbers, some.shingles, n_shingles, samples.counts)


def _lost(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """The codes that are less often in `after` than in `before`."""
    codes, counts = np.unique(before, return_counts=True)
    now, counts_now = np.unique(after[is_among(after, codes)], return_counts=True)
    left = np.zeros(len(codes), np.int64)
    left[np.searchsorted(codes, now)] = counts_now
    return np.asarray(codes[left < counts])


def _has(pairs: Pairs, is_added: np.ndarray) -> np.ndarray:
    """bool[pairs]: whether one of both documents is added."""
    return np.asarray(is_added[pairs.first] | is_added[pairs.second])
