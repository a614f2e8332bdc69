"""Limits that batches of the same kind of documents rarely violate, all limits together.

Numbers are ratios of sums over clusters of dependent documents. Batches are drawn from the clusters with replacement
(bootstrap). The distance of a batch from the reference, in units of its spread on that side, is maximal over all
numbers (Westfall & Young 1993, single-step maxT); its quantile gives all limits at once.

The reference has errors of its own. Up to FEW clusters, each batch is compared with another draw of the reference,
whose numbers and spread differ (bootstrap-t, Efron & Tibshirani 1993, ch. 12); above, distances are larger by
sqrt(1 + batch / reference). Events seen fewer than RARE times are drawn from their predictive distribution instead:
binomial, with Jeffreys' prior for the rate.

A reference of few clusters lacks the rarest large ones, so its quantile is too small where clusters have long tails.
The level is therefore calibrated by an iterated bootstrap (Beran 1987, prepivoting): other references are drawn from
the reference, and the same limits made from each; batches of the reference violate those as often as new batches
violate these. The level at which they do so as often as stated is the one that is used. These references and batches
also have larger values than any of the reference, where its tails are long (`long_tails`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analytics.statistics.draws import counts_of_draws, sums_of_draws
from analytics.statistics.long_tails import with_long_tails

RARE = 50
FEW = 2000
MIN_SPREAD_RATIO = 0.2
"""A draw of the reference with less spread than this counts as having this much."""
MIN_RESAMPLES, MAX_RESAMPLES = 500, 4000
MAX_CELLS = 1_000_000_000
"""Resamples x drawn clusters x numbers that one proposal costs at most, where MIN_RESAMPLES allow it."""
OUTER, INNER, TESTED = 100, 1000, 50
"""References drawn for the calibration, batches that give the limits of each, and batches that are tested on them. With
few batches the spreads are uncertain, tested ones seem to go further, and the level becomes too small (300: .036 on
20,000 documents of a corpus; 1,500: .045).
"""
MAX_CALIBRATED = 20_000
"""Clusters up to which the level is calibrated. More would take long; their rate is not measured."""


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

    def taken(self, places: np.ndarray) -> Block:
        """The clusters at these places."""
        return Block(self.sums[places], self.counts[places])

    def drawn(self, n_clusters: int, resamples: int, random: np.random.Generator) -> np.ndarray:
        """float[resamples, k]: the numbers of batches of `n_clusters` clusters, drawn with replacement."""
        k = self.sums.shape[1]
        drawn = sums_of_draws(np.hstack([self.sums, self.counts]), n_clusters, resamples, random)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(drawn[:, :k] / drawn[:, k:])

    def redrawn(self, resamples: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Other draws of all clusters: their numbers, and their spreads relative to that of the clusters, both
        float[resamples, k].
        """
        drawn = counts_of_draws(len(self.sums), resamples, random)
        products = (self.sums**2, self.sums * self.counts, self.counts**2)
        with np.errstate(invalid="ignore", divide="ignore"):
            values = (drawn @ self.sums) / (drawn @ self.counts)
            own = [product.sum(axis=0) for product in products]
            spread = own[0] - 2 * self.values * own[1] + self.values**2 * own[2]
            squares, cross, sizes = (drawn @ product for product in products)
            spreads = squares - 2 * values * cross + values**2 * sizes
            ratios = np.sqrt(np.maximum(spreads / spread, 0)) * self.counts.sum(axis=0) / (drawn @ self.counts)
        return np.nan_to_num(values), np.maximum(np.nan_to_num(ratios, nan=1.0, posinf=1.0), MIN_SPREAD_RATIO)

    @property
    def is_share(self) -> np.ndarray:
        """bool[k]: numbers between 0 and 1 of each cluster."""
        return np.asarray((self.sums >= 0).all(axis=0) & (self.sums <= self.counts).all(axis=0))

    @property
    def is_rare(self) -> np.ndarray:
        """bool[k]: shares whose event, or its opposite, a few clusters have."""
        events, others = (self.sums > 0).sum(axis=0), (self.sums < self.counts).sum(axis=0)
        return np.asarray(self.is_share & (np.minimum(events, others) < RARE))

    def with_long_tails(self) -> Block:
        """More clusters of the same kind, some of which are larger than any of these."""
        return Block(*with_long_tails(self.sums, self.counts, self.is_share))

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


def batch_limits(
    blocks: Sequence[Block], share: float, level: float, seed: int = 0, sides: np.ndarray | None = None
) -> BatchLimits:
    """Limits for batches of this share of the documents, of which a share `level` is beyond any limit.

    `sides` bool[2, k] are the limits that exist, the low ones first (default: all); the others are infinite.
    """
    random = np.random.default_rng(seed)
    sizes = [max(1, round(share * len(block.sums))) for block in blocks]
    cells = sum(size * block.sums.shape[1] for size, block in zip(sizes, blocks, strict=True))
    resamples = int(np.clip(MAX_CELLS // max(cells, 1), MIN_RESAMPLES, MAX_RESAMPLES))
    values = np.concatenate([block.values for block in blocks])
    sides = np.ones((2, len(values)), bool) if sides is None else sides
    reach = _reach(blocks, sizes, share, resamples, sides, random)
    if max(len(block.sums) for block in blocks) <= MAX_CALIBRATED:
        level = _calibrated(blocks, sizes, share, level, sides, random)
    times = float(np.quantile(reach.largest, 1 - level))
    low, high = values - times * reach.down, values + times * reach.up
    return BatchLimits(values, np.where(sides[0], low, -np.inf), np.where(sides[1], high, np.inf), resamples)


class _Reach(NamedTuple):
    """The spread of batches on each side, float[k] both, and the largest distance of each batch in units of it."""

    down: np.ndarray
    up: np.ndarray
    largest: np.ndarray


def _reach(
    blocks: Sequence[Block],
    sizes: Sequence[int],
    share: float,
    resamples: int,
    sides: np.ndarray,
    random: np.random.Generator,
) -> _Reach:
    """How far batches of the reference go by chance."""
    pairs = [_distances(block, size, share, resamples, random) for block, size in zip(blocks, sizes, strict=True)]
    distances, scaled = (np.nan_to_num(np.concatenate(some, axis=1)) for some in zip(*pairs, strict=True))
    down, up = (_spread(np.maximum(sign * distances, 0)) for sign in (-1, 1))
    return _Reach(down, up, _largest(scaled, down, up, sides))


def _largest(distances: np.ndarray, down: np.ndarray, up: np.ndarray, sides: np.ndarray) -> np.ndarray:
    """float[n]: the largest distance of each row, in units of the spread, on the sides that have a limit."""
    above, below = (np.where(side, one, -np.inf) for side, one in ((sides[1], distances / up),
                                                                   (sides[0], -distances / down)))  # fmt: skip
    return np.asarray(np.maximum(above, below).max(axis=1))


def _calibrated(
    blocks: Sequence[Block],
    sizes: Sequence[int],
    share: float,
    level: float,
    sides: np.ndarray,
    random: np.random.Generator,
) -> float:
    """The level at which the limits of references that are drawn from this one alarm as often as `level` says. A tested
    batch counts among the batches of its reference (Davison & Hinkley 1997, section 4.2.5).
    """
    beyond, population = [], [block.with_long_tails() for block in blocks]
    pairs = list(zip(population, (len(block.sums) for block in blocks), strict=True))
    for _ in range(OUTER):
        others = [whole.taken(random.integers(len(whole.sums), size=n)) for whole, n in pairs]
        reach = _reach(others, sizes, share, INNER, sides, random)
        values = np.concatenate([block.values for block in others])
        drawn = [whole.drawn(size, TESTED, random) for whole, size in zip(population, sizes, strict=True)]
        batches = np.concatenate(drawn, axis=1)
        largest = _largest(np.nan_to_num(batches - values), reach.down, reach.up, sides)
        beyond.append((INNER - np.searchsorted(np.sort(reach.largest), largest) + 1) / (INNER + 1))
    return float(np.quantile(np.concatenate(beyond), level))


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
