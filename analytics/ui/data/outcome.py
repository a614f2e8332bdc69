"""What the last build gave, and the pages to look at it."""

from __future__ import annotations

import streamlit as st

from analytics.ask.workspaces.stages import build_outcome
from analytics.ui.components.text import plain
from analytics.ui.contents import PAGES
from analytics.ui.frame.page import Page

LOG_PAGES, CORPUS_PAGES = ("overview", "conversations", "feedback"), ("overview", "documents", "map")
NEEDED = {"feedback": "feedback", "map": "map"}
"""Pages that show nothing when this table has no rows."""


def show_outcome(page: Page) -> None:
    """What came out of the files, in one sentence, and buttons that open the pages that show it."""
    outcome = build_outcome(page.manifest)
    st.markdown(plain(outcome.summary_text()), width="content")
    rows = {name: table.rows for name, table in page.manifest.tables.items()}
    for name in LOG_PAGES if outcome.conversations else CORPUS_PAGES:
        if name in NEEDED and not rows.get(NEEDED[name]):
            continue
        label = f"Open {PAGES[name].title}"
        if st.button(label, icon=PAGES[name].icon, type="tertiary", key=f"outcome-{name}"):
            st.switch_page(PAGES[name].file)
