"""What a report contains, and what it may show of people."""

from __future__ import annotations

import streamlit as st

from analytics.report import SECTIONS, ReportOptions, available_sections
from analytics.ui.frame.page import Page

EXAMPLES_HELP = (
    "E-mail addresses, phone and card numbers, IBANs, IP addresses, keys and national ID numbers in these documents "
    "are masked, as far as patterns recognise them."
)


def pick_report(page: Page) -> ReportOptions | None:
    """The chosen sections, and what the report may show of people; None when no section is chosen."""
    sections = available_sections(page.workspace)
    with st.expander("Sections and privacy", icon=":material/tune:"):
        chosen = st.pills(
            "Sections",
            sections,
            selection_mode="multi",
            default=sections,
            format_func=lambda name: SECTIONS[name].question,
            key="report-sections",
        )
        k = st.number_input("Hide groups with fewer users than", 1, 1000, 10, key="report-k")
        texts = False
        if "topics" in sections:
            texts = st.toggle("Show a document of each theme", key="report-texts", help=EXAMPLES_HELP)
    names = tuple(name for name in sections if name in chosen)
    if not names:
        st.info("No section is chosen. Choose at least one.", icon=":material/checklist:")
    return ReportOptions(names, texts, int(k)) if names else None
