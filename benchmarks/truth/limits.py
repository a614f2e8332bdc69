"""Do proposed limits alarm as rarely as stated? References are drawn by whole clusters, limits are made from each, and
batches of the same kind are tested on all limits together (the family-wise rate).

Simulated: twelve numbers, six of them means with long tails, of documents that are independent or in groups of five
that resemble each other much. Real: the workspaces of the environment variable WORKSPACES (paths, separated by `:`).
Their clusters (documents, users or conversations) are the population, from which references of as many are drawn, and
where these are too many for a calibrated level, also smaller ones.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
from scipy.stats import norm

from analytics.checks.propose import has_sides
from analytics.checks.units import load_units
from analytics.statistics.batch_limits import MAX_CALIBRATED, Block, batch_limits
from analytics.workspace.workspace import open_workspace
from benchmarks.truth._coverage import PROCESSES
from benchmarks.truth.table import Row

QUESTION = "Does it still pass?"
VARIABLE = "WORKSPACES"
REFERENCES, BATCHES = 50, 500
FIRST_SEED = 7000
"""Seeds of the references from here on: constants were chosen with others."""
LEVEL, TOLERANCE = 0.05, 0.015
N_DOCUMENTS, BATCH = 4000, 200
RATES = (0.5, 0.9, 0.1, 0.05, 0.002, 0.0005)
REAL_SHARE = {"document": 0.01}
DEFAULT_REAL_SHARE = 0.05
MIN_CLUSTERS = 100

Draw = Callable[[np.random.Generator, int], list[Block]]
"""Blocks of clusters that are drawn from the population, from a generator and the number of documents or clusters."""


def simulated(size: int, random: np.random.Generator, n: int) -> list[Block]:
    """Twelve numbers of `n` documents; `size` of them depend on each other."""
    base = np.repeat(random.normal(size=(n // size, 2 * len(RATES))), size, axis=0)
    shares = [base[:, at] < norm.ppf(rate) for at, rate in enumerate(RATES)]
    sums = np.column_stack([*shares, *np.exp(base[:, len(RATES) :]).T]).astype(float)
    sums = sums.reshape(-1, size, sums.shape[1]).sum(axis=1)
    return [Block(sums, np.full(sums.shape, float(size)))]


def alarms(
    seed: int,
    population: Sequence[Block],
    sides: np.ndarray | None,
    size: int,
    share: float,
    most: int = MAX_CALIBRATED,
) -> float:
    """The share of the batches that violate any limit of one reference, which has at most `most` clusters. Without a
    `population`, it is simulated.
    """
    random = np.random.default_rng([seed, size])
    if population:
        n = [min(len(block.sums), most) for block in population]
        drawn = [random.integers(len(block.sums), size=count) for block, count in zip(population, n, strict=True)]
        reference = [block.taken(places) for block, places in zip(population, drawn, strict=True)]
        pairs = zip(population, n, strict=True)
        batches = np.concatenate(
            [block.drawn(max(1, round(share * count)), BATCHES, random) for block, count in pairs], axis=1
        )
    else:
        reference = simulated(size, random, N_DOCUMENTS)
        batches = np.stack([simulated(size, random, round(share * N_DOCUMENTS))[0].values for _ in range(BATCHES)])
    limits = batch_limits(reference, share, LEVEL, seed, sides)
    return float(((batches < limits.low) | (batches > limits.high)).any(axis=1).mean())


def rows(name: str, measured: Sequence[float]) -> list[Row]:
    """The mean rate of the references, and the half width of its 95 % interval."""
    half = 1.96 * float(np.std(measured, ddof=1)) / np.sqrt(len(measured))
    distance = abs(float(np.mean(measured)) - LEVEL)
    return [
        Row(QUESTION, name, f"batches that violate any limit, stated {LEVEL}, {len(measured)} references",
            float(np.mean(measured))),
        Row(QUESTION, name, "half width of its 95 % interval", float(half)),
        Row(QUESTION, name, "distance from the stated rate", distance, "<=", TOLERANCE),
    ]  # fmt: skip


def measured(run: Callable[[int], float], references: int = REFERENCES) -> list[float]:
    with ProcessPoolExecutor(PROCESSES) as pool:
        return list(pool.map(run, range(FIRST_SEED, FIRST_SEED + references)))


def real_rows(path: str) -> list[Row]:
    """The rates of one workspace."""
    units = load_units(open_workspace(path).connect(), None)
    name = f"{Path(path).name}, {units.n_documents:,} documents by {units.cluster_noun}"
    if min((len(block.sums) for block in units.blocks), default=0) < MIN_CLUSTERS:
        return [Row(QUESTION, name, f"fewer than {MIN_CLUSTERS} clusters: no limits", float("nan"))]
    sides = np.array([has_sides(key) for key in units.keys]).T
    share = REAL_SHARE.get(units.cluster_noun, DEFAULT_REAL_SHARE)
    largest = max(len(block.sums) for block in units.blocks)
    result = []
    for most in sorted({largest, min(largest, MAX_CALIBRATED)}):
        run = partial(alarms, population=units.blocks, sides=sides, size=1, share=share, most=most)
        result += rows(f"{name}, references of {most:,}", measured(run))
    return result


def check() -> list[Row]:
    """Simulated documents, then real ones."""
    result = []
    for size, name in ((1, "independent documents"), (5, "groups of five dependent documents")):
        run = partial(alarms, population=(), sides=None, size=size, share=BATCH / N_DOCUMENTS)
        result += rows(f"{name}, long tails", measured(run))
    for path in filter(None, os.environ.get(VARIABLE, "").split(":")):
        result += real_rows(path)
    return result
