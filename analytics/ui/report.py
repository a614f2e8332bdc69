"""The Report page: choose sections, create the report, download it."""

from __future__ import annotations

import duckdb
import streamlit as st

from analytics.report import SECTIONS, ReportOptions, available_sections, report
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.page import Page
from analytics.workspace import Workspace

MAX_REPORTS = 4
"""Reports that stay in memory for a second download, about five megabytes each."""

EXAMPLES_HELP = (
    "E-mail addresses, phone and card numbers, IBANs, IP addresses, keys and national ID numbers in these documents "
    "are masked, as far as patterns recognise them."
)
_CREATED = "_report"


def pick_report(page: Page) -> ReportOptions | None:
    """The chosen sections, and what the report may show of people; None when no section is chosen."""
    sections = available_sections(page.workspace)
    chosen = st.pills(
        "Sections",
        sections,
        selection_mode="multi",
        default=sections,
        format_func=lambda name: SECTIONS[name].question,
        key="report-sections",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        k = st.number_input("Hide groups with fewer users than", 1, 1000, 10, key="report-k", width=280)
        texts = st.toggle("Show a document of each theme", key="report-texts", help=EXAMPLES_HELP)
    names = tuple(name for name in sections if name in chosen)
    if not names:
        st.info("No section is chosen. Choose at least one.", icon=":material/checklist:")
    return ReportOptions(names, texts, int(k)) if names else None


def create_report(page: Page, options: ReportOptions) -> None:
    """A button that creates the report, and one that downloads it."""
    state = (str(page.workspace.path), page.manifest.generation, options)
    with st.container(horizontal=True):
        if st.button("Create report", type="primary", icon=":material/description:", key="report-make"):
            st.session_state[_CREATED] = state
        if st.session_state.get(_CREATED) == state:
            _download(page, options)


def _download(page: Page, options: ReportOptions) -> None:
    html = page.ask_of(
        _report, Keyed(page.workspace, "workspace"), options, shared=Shared(MAX_REPORTS, "Creating the report")
    )
    st.download_button(
        "Download report",
        html,
        f"{page.workspace.path.resolve().name}-report.html",
        "text/html",
        icon=":material/download:",
        key="report-download",
        on_click="ignore",
    )
    st.caption(plain(f"{len(html.encode()) / 1e6:.1f} MB, one file that opens without a network."))


def _report(connection: duckdb.DuckDBPyConnection, workspace: Workspace, options: ReportOptions) -> str:
    return report(workspace, options)
