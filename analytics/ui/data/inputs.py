"""What was built, how the inputs were read, which rows were rejected, and what is out of date."""

from __future__ import annotations

import duckdb
import pandas as pd
import streamlit as st

from analytics.ask.overview import reject_reasons, rejected
from analytics.ask.workspaces.stages import changed_sources, input_table, stage_table
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import counted, plain
from analytics.ui.data.workspaces import workspaces
from analytics.ui.frame.page import Page
from analytics.workspace import Manifest

STAGE_COLUMNS = {
    "stage": formats.text("Stage", pinned=True),
    "state": formats.text("State"),
    "tables": formats.text("Tables"),
    "rows": formats.count("Rows"),
    "seconds": formats.number("Seconds", 1),
    "megabytes": formats.number("MB", 1),
    "finished": formats.time("Finished", seconds=True),
    "engine": formats.text("Engine"),
    "dataloupe": formats.text("dataloupe"),
}
INPUT_COLUMNS = {
    "input": formats.text("Input", pinned=True),
    "format": formats.text("Format"),
    "rows": formats.count("Rows"),
    "documents": formats.count("Documents"),
    "rejects": formats.count("Rejected rows"),
    "text": formats.text("Text column"),
    "why": formats.text("Reason"),
}
REASON_COLUMNS = {
    "reason": formats.text("Reason"),
    "rows": formats.count("Rows"),
    "inputs": formats.count("Inputs"),
}
RAW_COLUMNS = {"input": formats.text("Input"), "row": formats.value("Row"), "raw": formats.text("Content", width=700)}


def inputs(page: Page) -> None:
    """How each input was read."""
    if page.manifest.stages:
        _inputs(page.manifest)
    else:
        st.caption("Nothing is built yet. Add data.")


def stages(page: Page) -> None:
    """The stages that have run, and the workspaces of this dashboard."""
    if page.manifest.stages:
        _stages(page.manifest)
    workspaces()


def rejected_rows(page: Page) -> None:
    """The rows of the input that could not be read."""
    if page.has("rejects"):
        rejects(page.connection)
    else:
        st.caption("No input has been read yet. Add data.")


def built(manifest: Manifest) -> None:
    """The stages that have run, and how the inputs were read."""
    _stages(manifest)
    _inputs(manifest)


def _stages(manifest: Manifest) -> None:
    run = stage_table(manifest)
    st.caption(f"{counted(len(run), 'stage')} in {manifest.seconds:,.1f} s.")
    table(run, STAGE_COLUMNS, "Stages of the build")


def _inputs(manifest: Manifest) -> None:
    read = input_table(manifest)
    if len(read):
        st.caption("How each input was read:")
        table(read, INPUT_COLUMNS, "Inputs of the build")


def rejects(connection: duckdb.DuckDBPyConnection) -> None:
    """Why rows of the input were rejected; a click on a reason shows these rows as they are in the input."""
    reasons = reject_reasons(connection)
    if reasons.empty:
        st.caption("Every row of the input is a document.")
        return
    st.caption(f"Rejected: {counted(reasons.rows.sum(), 'row')} of the input. Click a reason to see them.")
    clicked = table(reasons, REASON_COLUMNS, "Reasons for rejected rows", select="cell", key="reject-reasons")
    if clicked:
        _rejected_rows(connection, reasons.iloc[clicked[0]])


def _rejected_rows(connection: duckdb.DuckDBPyConnection, reason: pd.Series) -> None:
    rows = rejected(connection, reason.reason)
    which = f"The first {len(rows)} of these rows" if len(rows) < reason.rows else "All of these rows"
    st.caption(f"{which}, cut to 2,000 characters each.")
    table(rows, RAW_COLUMNS, "Rejected rows")


def warn_outdated(manifest: Manifest) -> None:
    """One line when the workspace no longer matches its sources; nothing when it does."""
    if reasons := outdated(manifest):
        st.warning(
            plain(f"Since the last build, {'; '.join(reasons)}. Run dataloupe build again."), icon=":material/update:"
        )


def outdated(manifest: Manifest) -> list[str]:
    """Why the workspace no longer matches its sources, one clause each."""
    return [
        *changed_sources(manifest),
        *(f"the stage {name} is outdated" for name in manifest.outdated_stages),
    ]
