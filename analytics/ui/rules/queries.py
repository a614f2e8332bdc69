"""What the pages on rules ask. The verdicts are cached by rule, so that a changed threshold recomputes one rule."""

from __future__ import annotations

import duckdb
import pandas as pd

from analytics.ask import rules
from analytics.ask.rules import ThresholdValues, VerdictColumns, Verdicts
from analytics.rules import Rule, RuleSelection
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.page import Page

MAX_CACHED_ANSWERS = 100
MAX_CACHED_THRESHOLDS = 8
MAX_CACHED_STATES = 4


def verdicts(page: Page, rule_selection: RuleSelection) -> Verdicts:
    """The verdicts of the rules on the selected documents."""
    columns = Keyed(verdict_columns(page), "columns")
    return page.ask(rules.verdicts, rule_selection, columns, shared=Shared(MAX_CACHED_ANSWERS))


def by_group(page: Page, rule_selection: RuleSelection, grouping: str) -> pd.DataFrame:
    """The failing documents of each rule in each group of documents."""
    return page.ask(rules.by_group, rule_selection, grouping, Keyed(verdict_columns(page), "columns"))


def threshold_values(page: Page, rule: Rule, test: int) -> ThresholdValues:
    """The documents as one test of a rule sees them."""
    return page.ask(rules.threshold_values, rule, test, shared=Shared(MAX_CACHED_THRESHOLDS))


def verdict_columns(page: Page) -> VerdictColumns:
    """The cached verdicts of this state of the workspace."""
    return page.ask_of(_new_columns, shared=Shared(MAX_CACHED_STATES))


def _new_columns(connection: duckdb.DuckDBPyConnection) -> VerdictColumns:
    return VerdictColumns()
