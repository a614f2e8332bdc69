"""Counts how often intervals contain the truth, and gives the rows of the worst generator of each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import numpy as np

from analytics.statistics.intervals import Estimate
from benchmarks.truth.table import Row

RUNS = 1000
SIZES = {20: 0.90, 100: 0.93}
"""Users (or prompts and judges), and the coverage that is required from that number on."""

PROCESSES = 2

Figures = dict[str, tuple[Estimate, float]]
"""Estimates with the truth, by name."""

Covered = tuple[str, str, float]
"""A generator, a figure, and the share of its intervals that contain the truth."""


def coverage(name: str, figures: Callable[[int], Figures], runs: int) -> list[Covered]:
    """The coverage of each figure of `figures(seed)`, which must be picklable."""
    shares = [range(first, runs, PROCESSES) for first in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES) as pool:
        counts = list(pool.map(partial(_hits, figures), shares))
    hits: dict[str, list[bool]] = {}
    for one in counts:
        for figure, values in one.items():
            hits.setdefault(figure, []).extend(values)
    return [(name, figure, float(np.mean(values))) for figure, values in hits.items()]


def _hits(figures: Callable[[int], Figures], seeds: Iterable[int]) -> dict[str, list[bool]]:
    hits: dict[str, list[bool]] = {}
    for seed in seeds:
        for figure, (estimate, truth) in figures(seed).items():
            if np.isfinite(estimate.low):
                hits.setdefault(figure, []).append(estimate.low <= truth <= estimate.high)
    return hits


def worst(question: str, measured: list[Covered], size: str, required: float) -> list[Row]:
    """One row per figure, for the generator where it does worst."""
    rows: dict[str, Covered] = {}
    for one in measured:
        if one[1] not in rows or one[2] < rows[one[1]][2]:
            rows[one[1]] = one
    return [
        Row(question, f"{size}, worst: {name}", f"coverage of {figure}", value, ">=", required)
        for name, figure, value in rows.values()
    ]
