"""What the mixture page asks, and what it keeps of the answers: each document's outcome for a choice of rules and
deduplication.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
import streamlit as st

from analytics.ask import mixture, training_plan
from analytics.ask.mixture import Deduplication
from analytics.rules import RuleSelection
from analytics.ui.frame.page import Page
from analytics.ui.mixture.controls import Wanted
from analytics.ui.rules.queries import columns_of


@dataclass(frozen=True)
class Plan:
    """The page, what is wanted, each document's outcome, what the steps take of each source, the budget in tokens and the
    plan by source.
    """

    page: Page
    wanted: Wanted
    outcomes: pa.Table
    steps: pd.DataFrame
    budget: float
    planned: pd.DataFrame

    def summary_text(self) -> str:
        return training_plan.summary_text(self.steps, self.planned, self.budget)


def planned(page: Page, wanted: Wanted) -> Plan:
    """The plan for what is wanted, on the selected documents."""
    outcomes, steps = _steps(
        str(page.workspace.path),
        page.manifest.generation,
        page.selection.to_url(),
        wanted.rule_selection,
        wanted.deduplication,
        _page=page,
    )
    kept = steps.set_index("source").kept_tokens
    budget = wanted.budget or float(kept.sum())
    return Plan(
        page,
        wanted,
        outcomes,
        steps,
        budget,
        training_plan.training_plan(kept, training_plan.source_weights(kept, wanted.scheme, wanted.edited), budget),
    )


@st.cache_resource(max_entries=16, show_spinner=False)
def _steps(
    path: str,
    generation: int,
    selection: str,
    rule_selection: RuleSelection,
    deduplication: Deduplication | None,
    _page: Page,
) -> tuple[pa.Table, pd.DataFrame]:
    outcomes = mixture.outcomes(
        _page.connection, _page.selection, rule_selection, deduplication, columns_of(_page), _page.decisions.pairs
    )
    return outcomes, mixture.outcomes_by_source(_page.connection, outcomes)
