"""Which sources, languages or topics do the rules hit? A table of shares whose cells can be clicked."""

from __future__ import annotations

import streamlit as st

from analytics.ask.groupings import groupings
from analytics.ask.rules import cell
from analytics.figures.rules import FEW, rule_failures
from analytics.rules import RuleSelection, resolve_rules
from analytics.ui.components.charts import clickable
from analytics.ui.components.documents import clicked_documents as show_documents
from analytics.ui.frame.page import Page
from analytics.ui.rules.queries import by_group


def groups(page: Page, rule_selection: RuleSelection) -> None:
    """Rules down, groups across; a click on a cell reads the documents that fail."""
    there = groupings(page.connection)
    name = (
        st.segmented_control(
            "By", there, default=there[0], key="group", bind="query-params", required=True, label_visibility="collapsed"
        )
        or there[0]
    )
    if not resolve_rules(rule_selection):
        st.info("Take in a published set above, or make a rule of your own.", icon=":material/rule:")
        return
    table = by_group(page, rule_selection, name)
    clicked = clickable(
        rule_failures(table), f"cells-{name}-{len(rule_selection)}", f"Share of documents failing each rule by {name}"
    )
    if clicked:
        show_documents(page, cell(page.connection, table, rule_selection, name, clicked[0], clicked[1]), "cell")
    else:
        more = int(table.place.max()) - 15
        rest = f" The largest 15 are shown; {more} more are counted in “all”." if more > 0 else ""
        st.caption(
            f"Share of the documents that a rule applies to. Click a cell to read its documents. Cells of fewer than {FEW} documents show counts.{rest}"
        )
