"""Which sources, languages or topics do the rules affect? A table of shares whose cells can be clicked."""

from __future__ import annotations

import streamlit as st

from analytics.ask.groupings import groupings
from analytics.ask.rules import filters_of_cell
from analytics.figures.rules import MAX_GROUPS, MIN_DOCUMENTS, rule_failures
from analytics.rules import RuleSelection, resolve_rules
from analytics.ui.components.charts import clickable
from analytics.ui.components.documents import clicked_documents
from analytics.ui.frame.page import Page
from analytics.ui.rules.choice import NO_RULES
from analytics.ui.rules.queries import by_group


def groups(page: Page, rule_selection: RuleSelection) -> None:
    """Rules down, groups across; a click on a cell shows the documents that fail."""
    names = groupings(page.connection)
    name = st.segmented_control(
        "By", names, default=names[0], key="group", bind="query-params", required=True, label_visibility="collapsed"
    )
    name = name or names[0]
    if not resolve_rules(rule_selection):
        st.info(NO_RULES, icon=":material/rule:")
        return
    table = by_group(page, rule_selection, name)
    key, alt = f"cells-{name}-{len(rule_selection)}", f"Share of documents that fail each rule, by {name}"
    clicked = clickable(rule_failures(table), key, alt)
    if clicked:
        filters = filters_of_cell(page.connection, table, rule_selection, name, clicked[0], clicked[1])
        clicked_documents(page, filters, "cell")
        return
    more = int(table.place.max()) - MAX_GROUPS
    rest = f" The largest {MAX_GROUPS} groups are shown; “all” counts {more} more." if more > 0 else ""
    st.caption(
        "Share of the documents that a rule applies to. Click a cell to read its documents. "
        f"Cells of fewer than {MIN_DOCUMENTS} documents show counts.{rest}"
    )
