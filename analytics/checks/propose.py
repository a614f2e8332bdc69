"""Limits from the data itself: how far does a batch without a change go, by chance alone?"""

from __future__ import annotations

import math
from dataclasses import dataclass

import duckdb
import numpy as np

from analytics.checks.file import Checks
from analytics.checks.kinds.number import NumberCheck
from analytics.checks.kinds.rows import RowsCheck
from analytics.checks.numbers import SHARES, Key
from analytics.checks.units import load_units
from analytics.errors import DataloupeError
from analytics.statistics.batch_limits import batch_limits

MIN_DOCUMENTS = 200
MIN_BATCH = 20
DEFAULT_SHARE = 0.01
DIGITS = 4
"""Digits of a limit, which is rounded away from the value."""


@dataclass(frozen=True)
class Proposal:
    """Checks of new documents, for batches of `batch` documents, all together with the rate `false_alarms`."""

    checks: Checks
    batch: int
    false_alarms: float
    n_documents: int
    cluster_noun: str
    resamples: int

    def summary_text(self) -> str:
        """What was proposed, and how often it will be wrong."""
        return (
            f"{len(self.checks.checks)} limits for batches of about {self.batch:,} documents, from {self.resamples:,} "
            f"batches drawn by {self.cluster_noun} from {self.n_documents:,} documents. A batch without a change "
            f"violates any of the limits in {100 * self.false_alarms:.3g} of 100 cases."
        )


def propose(
    connection: duckdb.DuckDBPyConnection,
    batch: int | None = None,
    false_alarms: float = 0.05,
    first_new: int | None = None,
    seed: int = 0,
) -> Proposal:
    """Limits for additions of `batch` documents (default: as many as the last addition, or one in a hundred), of which
    a share `false_alarms` violates any limit when nothing has changed.

    They come from the documents before `first_new`, or from all. Raises DataloupeError for too few documents.
    """
    document_filter = f"doc_id < {first_new}" if first_new and first_new >= MIN_DOCUMENTS else None
    units = load_units(connection, document_filter, _has_same_sources(connection, first_new))
    if units.n_documents < MIN_DOCUMENTS or not units.blocks:
        raise DataloupeError(
            f"Limits need at least {MIN_DOCUMENTS} documents with signals. There are {units.n_documents:,}."
        )
    ((total,),) = connection.execute("SELECT count(*) FROM documents").fetchall()
    batch = batch or (total - first_new if document_filter and first_new else round(DEFAULT_SHARE * total))
    batch = min(max(batch, MIN_BATCH), units.n_documents)
    sides = np.array([has_sides(key) for key in units.keys]).T
    limits = batch_limits(units.blocks, batch / units.n_documents, false_alarms, seed, sides)
    checks = [
        _check(key, low, high)
        for key, value, low, high in zip(units.keys, limits.values, limits.low, limits.high, strict=True)
        if math.isfinite(value)
    ]
    note = (
        f"Proposed for batches of {batch} documents by resampling: a batch without a change violates any of these "
        f"limits in {100 * false_alarms:.3g} of 100 cases."
    )
    everything = Checks((RowsCheck(table="documents", min=1.0), *filter(None, checks)), note=note)
    return Proposal(everything, batch, false_alarms, units.n_documents, units.cluster_noun, limits.resamples)


def _check(key: Key, low: float, high: float) -> NumberCheck | None:
    """The check of one number; an end that nothing can violate is omitted."""
    is_share = key.number in SHARES
    low, high = _outward(low, math.floor), _outward(high, math.ceil)
    is_open_below = not math.isfinite(low) or (low <= 0 and (is_share or key.number == "mean"))
    is_open_above = not math.isfinite(high) or (is_share and high >= 1)
    if is_open_below and is_open_above:
        return None
    return NumberCheck(
        number=key.number,
        of=key.of,
        group=key.group,
        group_value=key.group_value,
        documents="new",
        min=None if is_open_below else low,
        max=None if is_open_above else high,
    )


def has_sides(key: Key) -> tuple[bool, bool]:
    """Whether a number has a low and a high limit: fewer duplicates and less personal data are no failure."""
    return key.number not in ("duplicate_rate", "pii_rate"), True


def _outward(value: float, rounded: object) -> float:
    """A limit with few digits, further from the middle."""
    if value == 0 or not math.isfinite(value):
        return value
    scale = 10.0 ** (DIGITS - 1 - math.floor(math.log10(abs(value))))
    return float(rounded(value * scale) / scale)  # type: ignore[operator]


def _has_same_sources(connection: duckdb.DuckDBPyConnection, first_new: int | None) -> bool:
    """Whether the last addition has the sources of before. Where each file is a source of its own, shares of sources
    say nothing about the next file.
    """
    if not first_new:
        return True
    ((count,),) = connection.execute(
        """SELECT count(*) FROM documents WHERE doc_id >= ? AND source IN (
        SELECT source FROM documents WHERE doc_id < ?)""",
        [first_new, first_new],
    ).fetchall()
    return int(count) > 0
