"""Two periods of `created_at` to compare, whatever builds the documents came with."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import duckdb
import pandas as pd

from analytics.errors import DataloupeError
from analytics.history.comparing import compare
from analytics.history.drift import MIN_DOCUMENTS
from analytics.history.meaning import MeaningDrift
from analytics.history.numbers import count
from analytics.history.tally import Tally

MAX_COMPARED = 20_000
"""Documents of each period that are compared; of more, a sample that is always the same."""

DEFAULT_SHARE = 0.2
"""The share of the dated documents that are the new period at first."""


@dataclass(frozen=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: datetime.date
    last: datetime.date

    @property
    def sql(self) -> str:
        """A SQL condition on doc_id."""
        after = self.last + datetime.timedelta(days=1)
        return (
            "doc_id IN (SELECT doc_id FROM documents "
            f"WHERE created_at >= DATE '{self.first}' AND created_at < DATE '{after}')"
        )

    def describe(self) -> str:
        """`1 Mar 2025 to 30 Mar 2025`."""
        return f"{self.first:%-d %b %Y} to {self.last:%-d %b %Y}"


@dataclass(frozen=True)
class PeriodDifference:
    """How the documents of one period differ from those of another: the tallies of both, and the drift."""

    before: Tally
    after: Tally
    sizes: tuple[int, int]
    drift: pd.DataFrame
    meaning: MeaningDrift | None

    @property
    def is_sample(self) -> bool:
        return max(self.sizes) > MAX_COMPARED


def default_periods(connection: duckdb.DuckDBPyConnection) -> tuple[Period, Period] | None:
    """All dated documents in two periods: those before, and the newest DEFAULT_SHARE; None where one of them would have
    fewer than MIN_DOCUMENTS.
    """
    rows = connection.execute(
        """SELECT min(created_at)::DATE, quantile_disc(created_at, ?)::DATE, max(created_at)::DATE
        FROM documents WHERE created_at IS NOT NULL AND isfinite(created_at)""",
        [1 - DEFAULT_SHARE],
    ).fetchall()
    first, middle, last = rows[0]
    if first is None or first == last:
        return None
    middle = max(middle, first + datetime.timedelta(days=1))
    periods = Period(first, middle - datetime.timedelta(days=1)), Period(middle, last)
    return periods if min(_size(connection, one.sql) for one in periods) >= MIN_DOCUMENTS else None


def compare_periods(connection: duckdb.DuckDBPyConnection, before: Period, after: Period) -> PeriodDifference:
    """How the documents of `after` differ from those of `before`. Raises DataloupeError when one has too few, or when
    they overlap.
    """
    if before.first <= after.last and after.first <= before.last:
        raise DataloupeError(f"The periods {before.describe()} and {after.describe()} overlap. Choose separate ones.")
    sizes = [_size(connection, one.sql) for one in (before, after)]
    for one, n in zip((before, after), sizes, strict=True):
        if n < MIN_DOCUMENTS:
            raise DataloupeError(
                f"Only {n} documents are from {one.describe()}. A comparison needs at least {MIN_DOCUMENTS} in each "
                "period."
            )
    conditions = [_sampled(one.sql, n) for one, n in zip((before, after), sizes, strict=True)]
    tallies = count(connection, conditions[0]), count(connection, conditions[1])
    table, meaning = compare(connection, conditions[0], conditions[1], tallies)
    return PeriodDifference(tallies[0], tallies[1], (sizes[0], sizes[1]), table, meaning)


def _size(connection: duckdb.DuckDBPyConnection, condition: str) -> int:
    ((n,),) = connection.execute(f"SELECT count(*) FROM documents WHERE {condition}").fetchall()
    return int(n)


def _sampled(condition: str, n: int) -> str:
    """A condition for about MAX_COMPARED of the `n` documents."""
    if n <= MAX_COMPARED:
        return condition
    return f"{condition} AND hash(doc_id) % 100000 < {round(100_000 * MAX_COMPARED / n)}"
