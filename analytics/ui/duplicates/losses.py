"""A warning when the keep rule would remove most of a source."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.duplicates import sources_mostly_removed
from analytics.ask.selection import where
from analytics.ui.components.text import plain, shortened
from analytics.ui.duplicates.queries import DuplicatesView

MAX_SOURCES_NAMED = 5
NO_SOURCE = "(no source)"


def warn_sources_mostly_removed(view: DuplicatesView) -> None:
    """Name the sources that would lose more than half of their documents."""
    losses = sources_mostly_removed(view.connection, view.decided, where(view.connection, view.selection))
    if losses.empty:
        return
    names = [
        f"{source_name(row.source)} ({row.removed:,} of {row.documents:,}, {row.share:.0%})"
        for row in losses.itertuples()
    ]
    st.warning(
        plain(f"These sources would lose more than half of their documents: {shortened(names, MAX_SOURCES_NAMED)}."),
        icon=":material/warning:",
    )


def source_name(source: object) -> str:
    """The source for people; documents without one are a group too."""
    return NO_SOURCE if source is None or pd.isna(source) else str(source)
