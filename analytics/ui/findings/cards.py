"""The cards of what stands out: a number, a sentence, its interval, and where to look."""

from __future__ import annotations

import streamlit as st

from analytics.errors import DataloupeError
from analytics.figures.interval_bar import finding_bar
from analytics.findings.describe import evidence_text, interval_text, value_text
from analytics.findings.finding import POINTS
from analytics.findings.table import StoredFinding, stored_findings
from analytics.report.items.kinds.finding import spec_of
from analytics.ui.components.add_to_report import add_to_report, link_of
from analytics.ui.components.text import plain
from analytics.ui.contents import PAGES
from analytics.ui.decisions.offer import offer
from analytics.ui.frame.page import Page

MAX_CARDS, CARDS_IN_A_ROW = 6, 3
CARD_HEIGHT = 184
NOT_SEARCHED = "This workspace was built without findings. Build it again on the Data page to see what stands out."
NOTHING = (
    "Nothing stands out: no repeated text, no personal data, no rule that a source fails more often than others, "
    "and no significant difference between ratings. The other pages show the data."
)
LEGEND = (
    "The most important first. Tick: what it is compared with. Thin line: 95 % confidence interval. "
    "Bars: 0 to 100 %, or -30 to +30 points."
)
ABOUT_ALL = "These findings are about all documents. The selection does not apply to them."


def cards(page: Page) -> None:
    """The most important findings, three in a row; what to do next when there is none."""
    if not page.has("findings"):
        st.info(NOT_SEARCHED, icon=":material/lightbulb:")
        return
    findings = page.ask_of(stored_findings, MAX_CARDS)
    if not findings:
        st.info(NOTHING, icon=":material/check_circle:")
        return
    st.caption(f"{LEGEND} {ABOUT_ALL}" if page.selection else LEGEND)
    for start in range(0, len(findings), CARDS_IN_A_ROW):
        columns = st.columns(CARDS_IN_A_ROW, gap="small")
        for column, finding in zip(columns, findings[start : start + CARDS_IN_A_ROW], strict=False):
            with column:
                _card(page, finding)


def _card(page: Page, finding: StoredFinding) -> None:
    key = f"finding-{finding.finding_id}"
    with st.container(border=True, height=CARD_HEIGHT, key=key, gap="xsmall"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"## {plain(value_text(finding))}", width="content")
            bar = finding_bar(
                finding.value, finding.low, finding.high, finding.reference or None, finding.unit == POINTS
            )
            st.image(bar, width=96, alt=plain(interval_text(finding)))
        st.markdown(plain(finding.sentence.replace(" %", "\u00a0%")), help=plain(evidence_text(finding)))
        st.space("stretch")
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            _look(finding)
            _offer(page, finding, key)
            link = link_of(finding.link, finding.selection)
            add_to_report(
                page, "finding", finding.sentence, spec_of(finding), key, parameters=link, page_name=finding.page
            )


def _look(finding: StoredFinding) -> None:
    """A link to the page that shows the finding, with its documents selected."""
    parameters = link_of(finding.link, finding.selection)
    entry = PAGES[finding.page]
    st.page_link(
        entry.file,
        label="Look",
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=parameters,
        help=f"Opens {entry.title}",
    )


def _offer(page: Page, finding: StoredFinding, key: str) -> None:
    """The suggested recipe step; nothing where it can no longer be read."""
    try:
        action = finding.action()
    except DataloupeError:
        return
    if action is not None:
        offer(page, action, "Add step", key)
