"""The rows of the truth bench: what was measured, what is required, and whether it holds."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from dataclasses import dataclass

RELATIONS = {">=": operator.ge, "<=": operator.le, "=": operator.eq}
COLUMNS = ("question", "generator", "measure", "value", "required", "holds")


@dataclass(frozen=True)
class Row:
    """One measured figure. `relation` and `required` state what must hold; without `required` the figure informs."""

    question: str
    generator: str
    measure: str
    value: float
    relation: str = ">="
    required: float | None = None

    @property
    def is_passed(self) -> bool:
        return self.required is None or bool(RELATIONS[self.relation](self.value, self.required))

    def cells(self) -> tuple[str, ...]:
        """The row as text, in the order of COLUMNS."""
        required = "" if self.required is None else f"{self.relation} {self.required:.4g}"
        holds = "" if self.required is None else "pass" if self.is_passed else "FAIL"
        return self.question, self.generator, self.measure, f"{self.value:.4g}", required, holds


def markdown(rows: Iterable[Row]) -> str:
    """The rows as one table."""
    lines = [COLUMNS, ("---",) * len(COLUMNS), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"
