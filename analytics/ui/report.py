"""Tick what others shall see, and take it along as one page."""

from __future__ import annotations

import streamlit as st

from analytics.report import SECTIONS, ReportOptions, available_sections, report
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

KEPT = 4
"""Reports of about five megabytes that are kept for a second look."""


def pick_report(page: Page) -> ReportOptions | None:
    """The sections that are ticked, and what of people may be seen in them; None when nothing is ticked."""
    there = available_sections(page.workspace)
    chosen = st.pills(
        "Sections",
        there,
        selection_mode="multi",
        default=there,
        format_func=lambda name: SECTIONS[name][0],
        key="report-sections",
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        k = st.number_input("Leave out groups of fewer users than", 1, 1000, 10, key="report-k", width=280)
        texts = st.toggle(
            "Show a document of each theme",
            key="report-texts",
            help="E-mail addresses, phone and card numbers, addresses and keys in it are masked, as far as patterns find them.",
        )
    names = tuple(name for name in there if name in chosen)
    if not names:
        st.info("Tick at least one section.", icon=":material/checklist:")
    return ReportOptions(names, texts, int(k)) if names else None


def make_report(page: Page, wanted: ReportOptions) -> None:
    """A button that makes the page, and one that downloads it."""
    state = (str(page.workspace.path), page.manifest.generation, wanted)
    made = st.session_state.get("_report")
    with st.container(horizontal=True):
        if st.button("Make the report", type="primary", icon=":material/description:", key="report-make"):
            made = st.session_state["_report"] = (state, None)
        if made and made[0] == state:
            html = _made(*state, _page=page)
            name = f"{page.workspace.path.resolve().name}-report.html"
            st.download_button(
                "Download",
                html,
                name,
                "text/html",
                icon=":material/download:",
                key="report-download",
                on_click="ignore",
            )
            st.caption(plain(f"{len(html.encode()) / 1e6:.1f} MB, one file, no network."))


@st.cache_data(max_entries=KEPT, show_spinner="Writing the report")
def _made(path: str, generation: int, wanted: ReportOptions, _page: Page) -> str:
    return report(_page.workspace, wanted)
