"""A number that must not leave the confidence interval that it had earlier."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated

import msgspec

from analytics.checks.check import Check, Documents, Measured, Unit, one_of, quantity
from analytics.checks.numbers import NAMES, SHARES, Key, documents_behind, interval_of, row_of, tables_of
from analytics.checks.subject import PREVIOUS, NothingToCompareError, check_reference
from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.checks.subject import Subject

SIDES = ("below", "above", "outside")
Side = Annotated[str, msgspec.Meta(extra_json_schema={"enum": list(SIDES)})]


class IntervalCheck(
    Check,
    frozen=True,
    kw_only=True,
    tag="interval",
    rename={"group_value": "is", "forbidden": "not", "compared_with": "compared with"},
):
    """A number, such as `positive_rate` of `thumbs`, that must not be `below`, `above` or `outside` the confidence
    interval that it had in an earlier snapshot: the `previous` one, or the newest that is at least `30 days` old.
    """

    number: str
    forbidden: Side
    of: str | None = None
    group: str | None = None
    group_value: str | None = None
    documents: Documents = "all"
    compared_with: str = PREVIOUS

    @property
    def key(self) -> Key:
        return Key(self.number, self.of, self.group, self.group_value)

    @property
    def unit(self) -> Unit:
        return "share" if self.number in SHARES else "number"

    def describe(self) -> str:
        return self.key.describe() + (" of new documents" if self.documents == "new" else "")

    def limit_text(self) -> str:
        return f"not {self.forbidden} the interval of: {self.compared_with}"

    def verify(self) -> None:
        super().verify()
        one_of(self.number, NAMES, "number")
        one_of(self.forbidden, SIDES, "not")
        one_of(self.documents, ("all", "new"), "documents")
        check_reference(self.compared_with)
        self.key.verify()

    def tables(self) -> set[str]:
        return tables_of(self.key)

    def measure(self, subject: Subject) -> Measured:
        """The value; `low` and `high` are the ends of the interval of before."""
        row = row_of(subject, self.key, self.documents)
        before = interval_of(subject.reference(self.compared_with), self.key)
        if before is None:
            raise NothingToCompareError(f"The earlier numbers have no {self.key.describe()}.")
        low, high = before
        if math.isnan(low) or math.isnan(high):
            raise DataloupeError(f"{self.key.describe()} has no confidence interval. Use the check 'number'.")
        side = "low" if row.value < low else "high"
        filters = documents_behind(subject, self.key, self.documents, side, low if side == "low" else high)
        then = f"Earlier: {quantity(low, self.unit)} to {quantity(high, self.unit)}."
        return Measured(row.value, row.n, low, high, filters, then)

    def is_within(self, measured: Measured) -> bool:
        is_below, is_above = measured.value < measured.low, measured.value > measured.high
        return not {"below": is_below, "above": is_above, "outside": is_below or is_above}[self.forbidden]
