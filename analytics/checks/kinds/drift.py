"""A limit on how much a distribution has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analytics.ask.groupings import groupings
from analytics.checks.check import Documents, Limited, Measured, one_of
from analytics.checks.numbers import Key, tables_of
from analytics.checks.subject import OLD, NothingToCompareError, check_reference
from analytics.errors import DataloupeError
from analytics.history.bins import bin_names
from analytics.history.rows import GROUPS
from analytics.number_text import number_text
from analytics.signals.registry import SIGNALS

if TYPE_CHECKING:
    from analytics.checks.subject import Subject

BINS = 10
"""Bins of a signal, of about equal shares of the reference, as is usual for this index."""
MIN_LEVEL = 0.01
"""Levels of a grouping with a smaller share of the reference are one level."""


class DriftCheck(Limited, frozen=True, kw_only=True, tag="drift", rename={"compared_with": "compared with"}):
    """The population stability index of a signal or of a grouping (source, language, topic, label, model): usually,
    below 0.1 is called stable and above 0.25 a large change.

    The `new` documents are compared with the `old documents`, or with an earlier snapshot or another workspace.
    """

    of: str
    documents: Documents = "new"
    compared_with: str = OLD

    def describe(self) -> str:
        return f"drift of {self.of} (PSI)"

    def verify(self) -> None:
        super().verify()
        one_of(self.documents, ("all", "new"), "documents")
        check_reference(self.compared_with)
        if self.of not in GROUPS and (self.of not in SIGNALS or SIGNALS[self.of].dtype.startswith("VARCHAR")):
            raise DataloupeError(f"`of` must be a signal that is a number, or one of {', '.join(GROUPS)}.")

    def tables(self) -> set[str]:
        key = Key("share", None, self.of, "") if self.of in GROUPS else Key("mean", self.of)
        return tables_of(key)

    def measure(self, subject: Subject) -> Measured:
        for table in sorted(self.tables()):
            subject.require_table(table)
        if self.of in GROUPS and self.of not in groupings(subject.connection):
            raise DataloupeError(f"There is no column for the group {self.of!r} in this workspace.")
        after, n = self._distribution(subject.numbers(self.documents))
        before, n_before = self._distribution(subject.reference(self.compared_with))
        if not n and subject.count(self.documents):
            raise DataloupeError(f"No document has a value of {self.of!r}.")
        if not n or not n_before:
            raise NothingToCompareError(f"There is nothing to compare {self.of!r} with.")
        shares = self._levels(before, after)
        chance = (len(shares) - 1) * (1 / n + 1 / n_before)
        note = f"By chance alone it is about {number_text(chance, 2)}."
        return Measured(_index(shares, n_before, n), n, filters=subject.filters(self.documents), note=note)

    def _distribution(self, numbers: pd.DataFrame) -> tuple[pd.Series, int]:
        """The share of each level or bin, and the n that they are computed from."""
        number, of, group = ("share", None, self.of) if self.of in GROUPS else ("histogram", self.of, "bin")
        is_of = numbers["of"].isna() if of is None else numbers["of"] == of
        rows = numbers[(numbers.number == number) & is_of & (numbers.group == group)]
        return rows.set_index("group_value")["value"], int(rows["n"].max()) if len(rows) else 0

    def _levels(self, before: pd.Series, after: pd.Series) -> np.ndarray:
        """The shares before and after of each level, float[levels, 2]: neighbouring bins of a signal together until
        each has a tenth of the reference, small levels of a grouping together.
        """
        names = list(dict.fromkeys([*before.index, *after.index]))
        both = np.stack([before.reindex(names).fillna(0.0), after.reindex(names).fillna(0.0)], axis=1)
        if self.of in GROUPS:
            is_small = both[:, 0] < MIN_LEVEL
            rest = np.maximum(1 - both[~is_small].sum(axis=0), 0)
            return np.vstack([both[~is_small], rest]) if is_small.any() or rest.max() > 1e-9 else both
        place = {name: number for number, name in enumerate(bin_names(SIGNALS[self.of]))}
        both = both[np.argsort([place[name] for name in names])]
        middle = np.cumsum(both[:, 0]) - both[:, 0] / 2
        codes = np.minimum((middle * BINS).astype(int), BINS - 1)
        return np.stack([np.bincount(codes, both[:, side], BINS) for side in (0, 1)], axis=1)


def _index(shares: np.ndarray, n_before: int, n_after: int) -> float:
    """The population stability index: the sum of (after - before) ln(after / before). Half a document is added to each
    level on both sides, so that an empty one has a logarithm.
    """
    sizes = np.array([n_before, n_after])
    shares = shares[shares.sum(axis=1) > 0]
    smooth = (shares * sizes + 0.5) / (sizes + 0.5 * len(shares))
    return float(np.sum((smooth[:, 1] - smooth[:, 0]) * np.log(smooth[:, 1] / smooth[:, 0])))
