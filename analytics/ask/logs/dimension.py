"""One way to divide answers or conversations into groups."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from analytics.ask.filters import Filter
from analytics.ask.logs.causality import BEFORE

MAX_LEVELS = 60
"""A text column with more values identifies users or texts, not groups of them."""


@dataclass(frozen=True)
class Dimension:
    """`codes`: int32, one per row (-1: missing), an index into `labels` and `filters`. `filters` select the levels.

    `role` is one of `causality.ROLES`, and `reason` says why. Only a dimension that is fixed before the answer can
    explain a rating.
    """

    name: str
    codes: np.ndarray
    labels: tuple[str, ...]
    filters: tuple[Filter, ...]
    role: str = BEFORE
    reason: str = ""

    @property
    def is_before(self) -> bool:
        """Whether it is fixed before the answer."""
        return self.role == BEFORE

    def keep(self, rows: np.ndarray) -> Dimension:
        """Only these rows (boolean)."""
        return replace(self, codes=self.codes[rows])

    def without_unused_levels(self) -> Dimension:
        """Only the levels that occur."""
        counts = np.bincount(self.codes[self.codes >= 0], minlength=len(self.labels))
        used = np.flatnonzero(counts)
        place = np.full(len(self.labels) + 1, -1, np.int32)  # the last entry stays -1, for the code -1
        place[used] = np.arange(len(used))
        return replace(
            self,
            codes=place[self.codes],
            labels=tuple(self.labels[level] for level in used),
            filters=tuple(self.filters[level] for level in used),
        )
