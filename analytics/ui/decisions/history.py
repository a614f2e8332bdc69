"""Who changed the decisions, labels and data, when, and what it was before and after."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.frame.page import Page
from analytics.workspace.annotations import NAME as LABELS
from analytics.workspace.audit import read_audit
from analytics.workspace.lines import read_lines

COLUMNS = {
    "at": formats.time("When", seconds=True),
    "who": formats.text("Who"),
    "what": formats.text("What"),
    "before": formats.text("Before", width=300),
    "after": formats.text("After", width=300),
}
MAX_ROWS = 2_000


def history(page: Page) -> None:
    """A table of all changes by people, the last one first."""
    rows = audit_table(page)
    if rows.empty:
        st.info("Nobody has changed anything yet. Decisions, labels and builds appear here.", icon=":material/history:")
        return
    shown = rows.head(MAX_ROWS)
    first = "" if len(rows) == len(shown) else f"The last {MAX_ROWS:,} of "
    st.caption(f"{first}{len(rows):,} changes.")
    table(shown, COLUMNS, "Changes by people")


def audit_table(page: Page) -> pd.DataFrame:
    """One row a change: at, who, what, before, after."""
    changes = [
        (one["at"], one["who"], one["what"], "\n".join(one["before"]), "\n".join(one["after"]))
        for one in read_audit(page.workspace.path)
    ]
    labels = [
        (one["created_at"], one.get("annotator", ""), "labelled", f"document {one.get('doc_id')}", str(one["value"]))
        for one in read_lines(page.workspace.path / LABELS)
        if "value" in one and "created_at" in one
    ]
    rows = pd.DataFrame(sorted(changes + labels, reverse=True), columns=list(COLUMNS))
    return rows.assign(at=pd.to_datetime(rows["at"], unit="s"))
