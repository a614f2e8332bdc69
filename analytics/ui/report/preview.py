"""The report on the page, and the buttons to download and print it."""

from __future__ import annotations

import functools
import hashlib

import duckdb
import streamlit as st

from analytics.access import Permission
from analytics.recipe import file
from analytics.report import ReportOptions, report, report_map
from analytics.report.items import NAME as ITEMS
from analytics.ui.components.download import download
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.page import Page
from analytics.workspace import Workspace

MAX_REPORTS, HEIGHT = 8, 760
TITLE = "Preview of the report"
PRINT_SCRIPT = """
if (!window.dataloupePrintsReports) {
  window.dataloupePrintsReports = true;
  document.addEventListener("click", (event) => {
    if (!event.target.closest(".st-key-report-print button")) return;
    const frame = [...document.querySelectorAll("iframe")].find((one) => one.title === "%s");
    if (frame) { frame.contentWindow.focus(); frame.contentWindow.print(); }
  });
}
""".replace("%s", TITLE)
"""Prints the frame when the button is clicked: the browser allows it, as a person clicked."""


def preview(page: Page, options: ReportOptions) -> str:
    """Show the report in a frame, and return it. It has no script, and its own rules allow none."""
    html = page.ask_of(
        _report,
        Keyed(page.workspace, "workspace"),
        options,
        _changes(page.workspace),
        shared=Shared(MAX_REPORTS, "Creating the report"),
    )
    with st.container(key="report-preview"):
        st.iframe(html, height=HEIGHT, alt=TITLE)
    return html


def actions(page: Page, options: ReportOptions, html: str) -> None:
    """Buttons that download the report and the interactive map, and print the report."""
    name = page.workspace.path.resolve().name
    st.html(f"<script data-dataloupe>{PRINT_SCRIPT}</script>", unsafe_allow_javascript=True)
    with st.container(horizontal=True, gap="small"):
        download(
            "Download report",
            html,
            f"{name}-report.html",
            "text/html",
            icon=":material/download:",
            type="primary",
            key="report-download",
            permission=Permission.REPORT,
            help=plain(f"One file of {len(html.encode()) / 1e6:.1f} MB that opens without a network."),
        )
        st.button("Print report", icon=":material/print:", key="report-print")
        if page.has("map") and page.has("topics"):
            download(
                "Download map",
                functools.partial(report_map, page.workspace, options),
                f"{name}-map.html",
                "text/html",
                icon=":material/map:",
                key="report-map",
                permission=Permission.REPORT,
                help="The interactive map as one file that zooms and searches without a network.",
            )


def _report(connection: duckdb.DuckDBPyConnection, workspace: Workspace, options: ReportOptions, changes: str) -> str:
    return report(workspace, options)


def _changes(workspace: Workspace) -> str:
    """Identifies the decisions and the added items, which change without a build."""
    paths = (workspace.path / name for name in (file.NAME, ITEMS))
    texts = [path.read_bytes() if path.is_file() else b"" for path in paths]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()
