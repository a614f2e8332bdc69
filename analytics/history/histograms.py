"""The distribution of a signal before and after, as shares in the same bins."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.history.bins import bin_names, n_bins
from analytics.history.tally import Tally
from analytics.signals.registry import SIGNALS

MAX_BARS = 40
HIDDEN_SHARE = 0.002
"""The share of the values at each end that is drawn as one bar."""


def two_histograms(before: Tally, after: Tally, name: str) -> pd.DataFrame:
    """Columns: bin (its values in words), before, after (shares that add up to 1); neighbouring bins are joined until
    there are at most MAX_BARS.
    """
    counts = np.stack([bin_counts(side, name) for side in (before, after)])
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    names = bin_names(SIGNALS[name])
    used = np.flatnonzero(shares.sum(axis=0))
    if not len(used):
        return pd.DataFrame({"bin": [], "before": [], "after": []})
    mean = np.cumsum(shares.mean(axis=0))
    first = max(int(used[0]), int(np.searchsorted(mean, HIDDEN_SHARE)))
    last = min(int(used[-1]), int(np.searchsorted(mean, 1 - HIDDEN_SHARE)))
    width = -(-(last - first + 1) // MAX_BARS)
    starts = list(range(first, last + 1, width))
    groups = [slice(start, start + width) for start in starts]
    groups[0] = slice(0, groups[0].stop)
    groups[-1] = slice(groups[-1].start, None)
    labels = [_joined(names[max(one.start, first)], names[min((one.stop or last + 1), last + 1) - 1]) for one in groups]
    rows = {side: [shares[place, one].sum() for one in groups] for place, side in enumerate(("before", "after"))}
    return pd.DataFrame({"bin": labels, **rows})


def bin_counts(side: Tally, name: str) -> np.ndarray:
    """The number of values in each bin."""
    rows = side.of_kind("bin")
    rows = rows[rows["of"] == name]
    counts = np.zeros(n_bins(SIGNALS[name]))
    counts[rows["level"].astype(int).to_numpy()] = rows["total"].to_numpy()
    return counts


def _joined(first: str, last: str) -> str:
    """The range from the values of one bin to those of another."""
    if first == last:
        return first
    return f"{first.split(' to ')[0]} to {last.split(' to ')[-1]}"
