"""The table `findings`: how findings are stored at the end of a build, and read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from analytics.ask.columns import tables
from analytics.ask.selection import Selection
from analytics.findings.finding import Finding
from analytics.recipe.file import parse, to_yaml
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Action

TABLE = "findings"
SCHEMA = pa.schema(
    {
        "finding_id": pa.int32(),
        "kind": pa.string(),
        "sentence": pa.string(),
        "value": pa.float64(),
        "low": pa.float64(),
        "high": pa.float64(),
        "n": pa.int64(),
        "unit": pa.string(),
        "reference": pa.float64(),
        "affected_documents": pa.int64(),
        "affected_tokens": pa.int64(),
        "score": pa.float64(),
        "is_claim": pa.bool_(),
        "page": pa.string(),
        "parameters": pa.string(),
        "selection": pa.string(),
        "step": pa.string(),
    }
)


@dataclass(frozen=True)
class StoredFinding:
    """A row of the table: a finding as a page shows it."""

    finding_id: int
    kind: str
    sentence: str
    value: float
    low: float
    high: float
    n: int
    unit: str
    reference: float
    affected_documents: int | None
    affected_tokens: int | None
    score: float
    is_claim: bool
    page: str
    parameters: str
    selection: str
    step: str | None

    @property
    def link(self) -> dict[str, str]:
        """The choices of the page that show the finding, by parameter of the link."""
        choices: dict[str, str] = json.loads(self.parameters)
        return choices

    @property
    def is_interval(self) -> bool:
        """Whether the value is an estimate with an interval, not a count."""
        return self.low < self.high

    def action(self) -> Action | None:
        """The suggested recipe step."""
        return None if self.step is None else parse(self.step).steps[0].action

    def documents(self) -> Selection:
        """The documents that the finding is about; an empty selection where it is about all."""
        return Selection.from_url(self.selection)


def to_table(findings: Sequence[Finding]) -> pa.Table:
    """The findings in their order, numbered from 1."""
    return pa.Table.from_pylist([_row(number, one) for number, one in enumerate(findings, 1)], schema=SCHEMA)


def stored_findings(connection: duckdb.DuckDBPyConnection, limit: int | None = None) -> list[StoredFinding]:
    """The findings of the last build, the most important first; empty when there are none or it did not search."""
    if TABLE not in tables(connection):
        return []
    names = ", ".join(SCHEMA.names)
    rows = connection.execute(f"SELECT {names} FROM {TABLE} ORDER BY finding_id LIMIT ?", [limit]).fetchall()
    return [StoredFinding(*row) for row in rows]


def _row(number: int, one: Finding) -> dict[str, object]:
    step = None if one.action is None else to_yaml(Recipe((Step(one.action, one.sentence),)))
    copied = ("kind", "sentence", "value", "low", "high", "n", "unit", "reference", "score", "page")
    return {
        "finding_id": number,
        **{name: getattr(one, name) for name in copied},
        "affected_documents": one.affected_documents,
        "affected_tokens": one.affected_tokens,
        "is_claim": one.p_value is not None,
        "parameters": json.dumps(dict(one.parameters), sort_keys=True),
        "selection": one.selection.to_url(),
        "step": step,
    }
