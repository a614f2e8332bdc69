"""Steps that the findings suggest, while nothing is decided yet."""

from __future__ import annotations

import streamlit as st

from analytics.errors import DataloupeError
from analytics.findings.table import StoredFinding, stored_findings
from analytics.recipe.steps import Action
from analytics.ui.components.text import plain
from analytics.ui.contents import PAGES
from analytics.ui.decisions.offer import offer
from analytics.ui.frame.page import Page

MAX_SUGGESTIONS = 5


def suggested_steps(page: Page) -> None:
    """What stands out and what could be done about it; links to the pages that make steps where there is nothing."""
    findings = page.ask_of(stored_findings, 100) if page.has("findings") else []
    suggestions = [(finding, action) for finding in findings if (action := _action(finding)) is not None]
    if suggestions:
        st.subheader("Suggested steps", anchor=False, help="Recipe steps for what stands out in this data.")
        for finding, action in suggestions[:MAX_SUGGESTIONS]:
            _suggestion(page, finding, action)
        return
    st.caption("No finding suggests a step. These pages show what a step would remove:")
    with st.container(horizontal=True):
        for name in ("duplicates", "rules", "private", "quality"):
            st.page_link(PAGES[name].file, label=PAGES[name].title, icon=PAGES[name].icon, width="content")


def _suggestion(page: Page, finding: StoredFinding, action: Action) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap=None, width="stretch"):
            st.markdown(plain(finding.sentence))
            st.caption(plain(f"Step: {action.describe()}", limit=240))
        offer(page, action, "Add step", f"suggested-{finding.finding_id}")


def _action(finding: StoredFinding) -> Action | None:
    """The suggested action; None where there is none, or it can no longer be read."""
    try:
        return finding.action()
    except DataloupeError:
        return None
