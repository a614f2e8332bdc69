"""Limits that batches of the same kind of documents rarely violate, all limits together.

Numbers are ratios of sums over clusters of dependent documents. Batches are drawn from the clusters with replacement
(bootstrap). The distance of a batch from the reference, in units of its spread on that side, is maximal over all
numbers (Westfall & Young 1993, single-step maxT); its quantile gives all limits at once.

The reference has errors of its own. Up to FEW clusters, each batch is compared with another draw of the reference,
whose numbers and spread differ (bootstrap-t, Efron & Tibshirani 1993, ch. 12); above, distances are larger by
sqrt(1 + batch / reference). Events seen fewer than RARE times are drawn from their predictive distribution instead:
binomial, with Jeffreys' prior for the rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

RARE = 50
FEW = 2000
MIN_SPREAD_RATIO = 0.2
"""A draw of the reference with less spread than this counts as having this much."""
MIN_RESAMPLES, MAX_RESAMPLES = 500, 4000
MAX_CELLS = 1_000_000_000
"""Resamples x drawn clusters x numbers that one proposal costs at most, where MIN_RESAMPLES allow it."""


@dataclass(frozen=True)
class Block:
    """Numbers of the same clusters: `sums[c, k] / counts[c, k]`, both summed over clusters, is number k."""

    sums: np.ndarray
    counts: np.ndarray

    @property
    def values(self) -> np.ndarray:
        """float[k]: the numbers of all clusters together."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(self.sums.sum(axis=0) / self.counts.sum(axis=0))

    def drawn(self, n_clusters: int, resamples: int, random: np.random.Generator) -> np.ndarray:
        """float[resamples, k]: the numbers of batches of `n_clusters` clusters, drawn with replacement."""
        drawn = self._weights(n_clusters, resamples, random)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray((drawn @ self.sums) / (drawn @ self.counts))

    def redrawn(self, resamples: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Other draws of all clusters: their numbers, and their spreads relative to that of the clusters, both
        float[resamples, k].
        """
        n = len(self.sums)
        drawn = self._weights(n, resamples, random)
        products = (self.sums**2, self.sums * self.counts, self.counts**2)
        with np.errstate(invalid="ignore", divide="ignore"):
            values = (drawn @ self.sums) / (drawn @ self.counts)
            own = [product.sum(axis=0) for product in products]
            spread = own[0] - 2 * self.values * own[1] + self.values**2 * own[2]
            squares, cross, sizes = (drawn @ product for product in products)
            spreads = squares - 2 * values * cross + values**2 * sizes
            ratios = np.sqrt(np.maximum(spreads / spread, 0)) * self.counts.sum(axis=0) / (drawn @ self.counts)
        return np.nan_to_num(values), np.maximum(np.nan_to_num(ratios, nan=1.0, posinf=1.0), MIN_SPREAD_RATIO)

    def _weights(self, n_clusters: int, resamples: int, random: np.random.Generator) -> sparse.csr_array:
        """How often each cluster is in each draw: [resamples, clusters]."""
        places = random.integers(len(self.sums), size=resamples * n_clusters)
        starts = np.arange(resamples + 1) * n_clusters
        return sparse.csr_array((np.ones(len(places)), places, starts), (resamples, len(self.sums)))

    @property
    def is_rare(self) -> np.ndarray:
        """bool[k]: shares whose event, or its opposite, a few clusters have."""
        is_share = (self.sums >= 0).all(axis=0) & (self.sums <= self.counts).all(axis=0)
        events, others = (self.sums > 0).sum(axis=0), (self.sums < self.counts).sum(axis=0)
        return np.asarray(is_share & (np.minimum(events, others) < RARE))

    def predicted(self, share: float, resamples: int, random: np.random.Generator) -> np.ndarray:
        """float[resamples, k]: the shares of batches with this share of the counts, from the predictive distribution.

        Clusters with the event count as one event each, of their mean size; where none has it, of the size of a
        cluster, because dependent documents may have it together.
        """
        having = (self.sums > 0).sum(axis=0)
        size = np.where(having, self.sums.sum(axis=0) / np.maximum(having, 1), self.counts.mean(axis=0))
        size = np.maximum(size, 1e-12)
        trials = np.maximum(np.round(self.counts.sum(axis=0) / size), 1)
        events = np.minimum(np.round(self.sums.sum(axis=0) / size), trials)
        rates = random.beta(events + 0.5, trials - events + 0.5, (resamples, len(size)))
        n = np.maximum(np.round(trials * share), 1).astype(np.int64)
        return np.asarray(random.binomial(n, rates) / n)


@dataclass(frozen=True)
class BatchLimits:
    """The limits of each number, float[k]; `resamples` batches were drawn."""

    values: np.ndarray
    low: np.ndarray
    high: np.ndarray
    resamples: int


def batch_limits(blocks: Sequence[Block], share: float, level: float, seed: int = 0) -> BatchLimits:
    """Limits for batches of this share of the documents, of which a share `level` is beyond any limit."""
    random = np.random.default_rng(seed)
    sizes = [max(1, round(share * len(block.sums))) for block in blocks]
    cells = sum(size * block.sums.shape[1] for size, block in zip(sizes, blocks, strict=True))
    resamples = int(np.clip(MAX_CELLS // max(cells, 1), MIN_RESAMPLES, MAX_RESAMPLES))
    values = np.concatenate([block.values for block in blocks])
    pairs = [_distances(block, size, share, resamples, random) for block, size in zip(blocks, sizes, strict=True)]
    distances, scaled = (np.nan_to_num(np.concatenate(some, axis=1)) for some in zip(*pairs, strict=True))
    down, up = (_spread(np.maximum(sign * distances, 0)) for sign in (-1, 1))
    largest = np.maximum(scaled / up, -scaled / down).max(axis=1)
    times = float(np.quantile(largest, 1 - level))
    return BatchLimits(values, values - times * down, values + times * up, resamples)


def _distances(
    block: Block, size: int, share: float, resamples: int, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """How far each number of a batch is from that of the reference, float[resamples, k]: and the same in units of the
    spread that a person with another draw of the reference would see, times that of this one.
    """
    drawn = block.drawn(size, resamples, random)
    distances = drawn - block.values
    if len(block.sums) <= FEW:
        values, ratios = block.redrawn(resamples, random)
        scaled = (drawn - values) / ratios
    else:
        scaled = distances * np.sqrt(1 + share)
    is_rare = block.is_rare
    if is_rare.any():
        rare = Block(block.sums[:, is_rare], block.counts[:, is_rare])
        distances[:, is_rare] = rare.predicted(share, resamples, random) - rare.values
        scaled[:, is_rare] = distances[:, is_rare]
    return distances, scaled


def _spread(distances: np.ndarray) -> np.ndarray:
    """The root mean square of the distances on one side; tiny where there are none."""
    n = (distances > 0).sum(axis=0)
    return np.asarray(np.sqrt((distances**2).sum(axis=0) / np.maximum(n, 1)) + 1e-12)
