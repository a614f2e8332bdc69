"""All snapshots: when, how many documents, and what each build changed."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from analytics.history.describe import changes_text
from analytics.history.snapshot import Snapshot
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.frame.page import Page
from analytics.ui.history.compared import Compared

VISIBLE_ROWS = 16


def versions(page: Page, compared: Compared) -> None:
    """All snapshots."""
    snapshot_table(compared.snapshots)


def snapshot_table(snapshots: Sequence[Snapshot]) -> None:
    """A row for each snapshot, the newest first."""
    if not snapshots:
        st.info("There is no snapshot yet: the next build leaves one.", icon=":material/history:")
        return
    rows = [
        {
            "number": one.number,
            "at": one.at.replace(tzinfo=None),
            "documents": one.documents,
            "tokens": one.tokens,
            "changes": changes_text(one.counts, bool(one.facts.get("logs_changed"))) if one.counts else "the first one",
        }
        for one in reversed(snapshots)
    ]
    columns = {
        "number": formats.count("Snapshot", width=80),
        "at": formats.time("Built (UTC)", width=160),
        "documents": formats.count("Documents", width=100),
        "tokens": formats.tokens("Tokens", width=90),
        "changes": formats.text("Changes", width=520),
    }
    table(pd.DataFrame(rows), columns, "All snapshots, the newest first", visible_rows=VISIBLE_ROWS)
