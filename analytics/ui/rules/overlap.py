"""Which rules do documents fail together? An UpSet plot whose bars can be clicked."""

from __future__ import annotations

import streamlit as st

from analytics.ask.rules import Verdicts
from analytics.figures.rules import upset
from analytics.rules import RuleSelection
from analytics.ui.components.charts import clickable
from analytics.ui.components.documents import clicked_documents
from analytics.ui.frame.page import Page
from analytics.ui.rules.queries import verdicts


def overlap(page: Page, rule_selection: RuleSelection) -> None:
    """Combinations of rules, the most frequent first; a click shows the documents of one."""
    answer = verdicts(page, rule_selection)
    combinations = answer.combinations()
    table = combinations.table
    if table.empty:
        st.info("No document fails any of these rules.", icon=":material/check_circle:")
        return
    figure = upset(table, _names(answer), answer.by_rule.documents.tolist())
    clicked = clickable(figure, "upset", "Documents by the exact combination of rules that they fail")
    if clicked and clicked[0] < len(table):
        clicked_documents(page, answer.exact_filters(table.rules.iloc[clicked[0]]), "upset-documents")
        return
    omitted, documents = combinations.omitted, combinations.omitted_documents
    rest = f" {omitted:,} rarer combinations with {documents:,} documents are omitted." if omitted else ""
    st.caption(
        "Each document counts once, in the bar of exactly the rules that it fails; dots mark those rules. "
        f"Grey: all documents that fail a rule. Click a bar to read its documents.{rest}"
    )


def _names(answer: Verdicts) -> list[str]:
    """The names of the rules, with their set where two rules have the same name."""
    names = [rule.name for rule in answer.rules]
    return [rule.name if names.count(rule.name) == 1 else rule.id for rule in answer.rules]
