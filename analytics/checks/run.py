"""Run checks: what is measured, whether it passes, and the state of all together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from analytics.checks.check import FAIL, PASS, STATES, WARN, Check, Result
from analytics.checks.subject import NothingToCompareError, Subject
from analytics.errors import DataloupeError


@dataclass(frozen=True)
class Report:
    """The results of all checks, in their order."""

    results: tuple[Result, ...]

    @property
    def status(self) -> str:
        """The worst state of all; "pass" without a check."""
        return STATES[self.exit_code]

    @property
    def exit_code(self) -> int:
        """0 pass, 1 warn, 2 fail."""
        return max((STATES.index(one.status) for one in self.results), default=0)

    def count(self, status: str) -> int:
        return sum(one.status == status for one in self.results)

    def summary_text(self) -> str:
        """`12 checks: 10 pass, 1 warns, 1 fails.`"""
        passed, warned, failed = (self.count(status) for status in STATES)
        s = "s" * (len(self.results) != 1)
        return (
            f"{len(self.results)} check{s}: {passed} pass{'es' * (passed == 1)}, "
            f"{warned} warn{'s' * (warned == 1)}, {failed} fail{'s' * (failed == 1)}."
        )

    def to_plain(self) -> dict[str, Any]:
        """For JSON."""
        counts = {status: self.count(status) for status in STATES}
        return {"status": self.status, **counts, "results": [one.to_plain() for one in self.results]}


def run_checks(subject: Subject, checks: Sequence[Check]) -> Report:
    """Run every check. What cannot be measured, because a table or column is missing, fails; a comparison with earlier
    data where there is none warns.
    """
    return Report(tuple(_run(subject, check) for check in checks))


def _run(subject: Subject, check: Check) -> Result:
    def without_value(status: str, message: str) -> Result:
        return Result(check.title, check.kind, status, check.limit_text(), message, unit=check.unit)

    try:
        measured = check.measure(subject)
    except NothingToCompareError as error:
        return without_value(WARN, str(error))
    except DataloupeError as error:
        return without_value(FAIL, str(error))
    except duckdb.Error as error:
        return without_value(FAIL, f"It cannot be measured: {str(error).splitlines()[0]}")
    if math.isnan(measured.value):
        return without_value(FAIL, "It has no value here.")
    is_within = check.is_within(measured)
    has_ends = not (math.isnan(measured.low) or math.isnan(measured.high))
    return replace(
        without_value(PASS if is_within else check.severity, measured.note),
        value=measured.value,
        n=measured.n,
        low=measured.low if has_ends else None,
        high=measured.high if has_ends else None,
        filters=() if is_within else measured.filters,
    )
