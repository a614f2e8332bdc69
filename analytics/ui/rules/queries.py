"""What the pages on rules ask, and what they keep of the answers: a column of verdicts a rule, so that one moved
threshold asks one rule anew.
"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import rules
from analytics.ask.rules import Verdicts
from analytics.ask.thresholds import Line, line
from analytics.ask.verdicts import VerdictColumns
from analytics.rules import Rule, RuleSelection
from analytics.ui.frame.page import Page


def verdicts(page: Page, rule_selection: RuleSelection) -> Verdicts:
    """What the rules say of the selected documents."""
    return _verdicts(*_state(page), rule_selection, _page=page)


def by_group(page: Page, rule_selection: RuleSelection, grouping: str) -> pd.DataFrame:
    """What each rule costs each group of documents."""
    return _by_group(*_state(page), rule_selection, grouping, _page=page)


def line_of(page: Page, rule: Rule, test: int) -> Line:
    """The documents as one threshold sees them, wherever it lies now: kept until other documents or another test are
    asked about.
    """
    return _line(*_state(page), rule, test, _page=page)


def columns_of(page: Page) -> VerdictColumns:
    """The verdict columns of this state of the workspace."""
    return _columns(str(page.workspace.path), page.manifest.generation)


def _state(page: Page) -> tuple[str, int, str]:
    return str(page.workspace.path), page.manifest.generation, page.selection.to_url()


@st.cache_resource(max_entries=4, show_spinner=False)
def _columns(path: str, generation: int) -> VerdictColumns:
    return VerdictColumns()


@st.cache_resource(max_entries=100, show_spinner=False)
def _verdicts(path: str, generation: int, selection: str, rule_selection: RuleSelection, _page: Page) -> Verdicts:
    return rules.verdicts(_page.connection, _page.selection, rule_selection, columns_of(_page))


@st.cache_data(max_entries=100, show_spinner=False)
def _by_group(
    path: str, generation: int, selection: str, rule_selection: RuleSelection, grouping: str, _page: Page
) -> pd.DataFrame:
    return rules.by_group(_page.connection, _page.selection, rule_selection, grouping, columns_of(_page))


@st.cache_resource(max_entries=8, show_spinner=False)
def _line(path: str, generation: int, selection: str, rule: Rule, test: int, _page: Page) -> Line:
    return line(_page.connection, _page.selection, rule, test)
