"""What the page compares: two snapshots, or two periods."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics.history.between import Difference
from analytics.history.snapshot import Snapshot
from analytics.history.tally import Tally


@dataclass(frozen=True)
class Compared:
    """Two sides with their names, tallies and drift.

    `key` identifies the two for caches. `new` are the present doc_ids of the new documents, None where they are not
    known any more; `telling` those that tell new from old most. `difference` is None for periods.
    """

    key: str
    names: tuple[str, str]
    before: Tally = field(repr=False)
    after: Tally = field(repr=False)
    drift: pd.DataFrame = field(repr=False)
    new: np.ndarray | None = field(repr=False)
    telling: tuple[int, ...] = field(repr=False, default=())
    difference: Difference | None = field(repr=False, default=None)
    snapshots: tuple[Snapshot, ...] = field(repr=False, default=())
    is_sample: bool = False

    @property
    def reported(self) -> pd.DataFrame:
        """The differences that are large enough and significant, the largest first."""
        return self.drift[self.drift["is_reported"].astype(bool)].reset_index(drop=True)
