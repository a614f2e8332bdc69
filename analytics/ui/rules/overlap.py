"""Which rules do documents fail together? An UpSet plot whose bars can be clicked."""

from __future__ import annotations

import streamlit as st

from analytics.figures.rules import upset
from analytics.rules import RuleSelection
from analytics.ui.components.charts import clickable
from analytics.ui.components.documents import clicked_documents as show_documents
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.rules.queries import verdicts


def overlap(page: Page, rule_selection: RuleSelection) -> None:
    """Combinations of rules, the most frequent first; a click reads the documents of one."""
    found = verdicts(page, rule_selection)
    combinations = found.combinations()
    if combinations.empty:
        st.info("No document fails any of these rules.", icon=":material/check_circle:")
        return
    names = [
        rule.name if sum(other.name == rule.name for other in found.rules) == 1 else rule.id for rule in found.rules
    ]
    sizes = found.by_rule.documents.tolist()
    clicked = clickable(
        upset(combinations, names, sizes), "upset", "Documents by the exact combination of rules that they fail"
    )
    if clicked and clicked[0] < len(combinations):
        show_documents(page, found.exactly(combinations.rules.iloc[clicked[0]]), "upset-documents")
        return
    more = combinations.attrs["more"]
    rest = (
        f" {more:,} rarer combinations with {combinations.attrs['more_documents']:,} documents are not drawn."
        if more
        else ""
    )
    st.caption(
        plain(
            f"Each document counts once, above the dots of exactly the rules that it fails. Grey: all that fail a rule. Click a bar to read its documents.{rest}"
        )
    )
