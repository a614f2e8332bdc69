"""Into how many buckets are bands, sampled shingles and pairs of a corpus divided? A worker has one in memory at a
time.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.build.candidates import BANDS

TEXTS_PER_GROUP = 2_000_000
"""About so many texts, each with the keys of a few bands (48 bytes), are in the memory of one worker at a time."""
SAMPLES_PER_GROUP = 4_000_000
"""As many sampled shingles (16 bytes)."""
TEXTS_PER_COMPARISON = 20_000
"""As many texts with all their shingles, where every text is in a pair."""
BANDS_TOGETHER = 3
"""Bands of a bucket, as long as the keys of all texts in a band are one bucket: the ids of a text are sent once."""
BUCKETS_PER_WORKER = 4
"""At least: workers take several, so that they end at about the same time."""


@dataclass(frozen=True)
class Buckets:
    """`ranges` of the keys of each band, groups of `samples`, and groups of `pairs`, for `texts` that are compared."""

    texts: int
    ranges: int
    samples: int
    pairs: int

    @classmethod
    def of(cls, texts: int, sampled: int, workers: int) -> Buckets:
        """For `texts` with about `sampled` sampled shingles together, on so many workers."""
        least = BUCKETS_PER_WORKER * workers
        return cls(
            texts,
            1 + texts // TEXTS_PER_GROUP,
            max(least, 1 + sampled // SAMPLES_PER_GROUP),
            max(least, 1 + texts // TEXTS_PER_COMPARISON),
        )

    @property
    def bands(self) -> list[range]:
        """The bands that share a bucket."""
        together = BANDS_TOGETHER if self.ranges == 1 else 1
        return [range(first, min(first + together, BANDS)) for first in range(0, BANDS, together)]

    @property
    def first_of_samples(self) -> int:
        """The number of the first bucket of samples; those of bands are before it."""
        return BANDS * self.ranges


def buckets_of_hashes(workers: int, documents: int) -> int:
    """Ranges of the hashes of texts."""
    return max(BUCKETS_PER_WORKER * workers, 1 + documents // TEXTS_PER_GROUP)
