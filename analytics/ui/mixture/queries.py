"""The training plan for the choices of the page: what happens to each document, and what each source contributes."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd
import pyarrow as pa

from analytics.ask import mixture
from analytics.ask.mixture import Deduplication
from analytics.ask.selection import Selection
from analytics.ask.training_plan import source_weights, summary_text, training_plan
from analytics.rules import RuleSelection
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.page import Page
from analytics.ui.mixture.controls import PlanOptions
from analytics.ui.rules.queries import verdict_columns

OUTCOMES = Shared(16)


@dataclass(frozen=True)
class Plan:
    """The page, its choices, the outcome of each document, and the plan.

    `outcomes` as of ask.mixture.outcomes, `steps` (one row a source) as of ask.mixture.outcomes_by_source, `planned` by
    source as of ask.training_plan.training_plan; `budget` in tokens.
    """

    page: Page
    options: PlanOptions
    outcomes: pa.Table
    steps: pd.DataFrame
    budget: float
    planned: pd.DataFrame

    def summary_text(self) -> str:
        return summary_text(self.steps, self.planned, self.budget)


def make_plan(page: Page, options: PlanOptions) -> Plan:
    """The plan for these choices, on the selected documents."""
    outcomes, steps = page.ask(
        _outcomes, options.rule_selection, options.deduplication, Keyed(page, "page"), shared=OUTCOMES
    )
    kept = steps.set_index("source").kept_tokens
    budget = options.budget or float(kept.sum())
    weights = source_weights(kept, options.scheme, options.edited)
    return Plan(page, options, outcomes, steps, budget, training_plan(kept, weights, budget))


def _outcomes(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    rule_selection: RuleSelection,
    deduplication: Deduplication | None,
    page: Page,
) -> tuple[pa.Table, pd.DataFrame]:
    outcomes = mixture.outcomes(
        connection, selection, rule_selection, deduplication, verdict_columns(page), page.decisions.pairs
    )
    return outcomes, mixture.outcomes_by_source(connection, outcomes)
