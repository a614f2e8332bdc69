"""The pieces of the overview: counts, values that can be clicked, what is missing, rejected, built."""

from __future__ import annotations

import duckdb
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from analytics.ask.columns import Column
from analytics.ask.filters import Values
from analytics.ask.overview import reject_reasons, rejected
from analytics.ask.workspaces import stages
from analytics.ask.workspaces.served import Manifest
from analytics.ui.components.charts import on_click
from analytics.ui.components.selection import select
from analytics.ui.components.text import plain


def count(label: str, value: int | None, definition: str) -> None:
    """A number with its definition behind the question mark; a dash when it is not known yet."""
    st.metric(
        label,
        "–" if value is None else f"{value:,}",
        help=definition if value is not None else f"{definition}. Not counted yet.",
        border=True,
    )


def click_values(figure: go.Figure, column: Column, values: pd.DataFrame) -> None:
    """Bars of the values of a column; a click selects the documents with that value. `values` as of
    ask.overview.breakdown.
    """
    on_click(
        figure,
        f"values-{column.table}-{column.name}",
        f"Documents and tokens by {column.name}",
        _select_value,
        (column, values),
    )


def _select_value(index: int, column: Column, values: pd.DataFrame) -> None:
    if values["values"].iloc[index] == 1:
        value = values["value"].iloc[index]
        select(Values(column.table, column.name, (None if pd.isna(value) else str(value),)))


def missing_values(missing: pd.DataFrame) -> None:
    """Which columns have gaps."""
    gaps = missing[missing.missing > 0]
    complete = len(missing) - len(gaps)
    st.caption(
        f"{complete} of {len(missing)} columns have a value for every document."
        if len(gaps)
        else f"All {len(missing)} columns have a value for every document."
    )
    if len(gaps):
        st.dataframe(
            gaps.assign(share=gaps.share * 100),
            hide_index=True,
            alt="Columns with missing values",
            column_order=["column", "table", "share", "missing"],
            column_config={
                "column": st.column_config.TextColumn("Column", pinned=True),
                "table": st.column_config.TextColumn(
                    "Table",
                    help="`documents` holds the fields that dataloupe knows, `metadata` all others of the input.",
                ),
                "share": st.column_config.ProgressColumn("Missing", format="%.1f%%", min_value=0, max_value=100),
                "missing": st.column_config.NumberColumn("Documents", format="localized"),
            },
        )


def rejects(connection: duckdb.DuckDBPyConnection) -> None:
    """Why rows of the input are no documents; a click on a reason shows the rows as they came."""
    reasons = reject_reasons(connection)
    if reasons.empty:
        st.caption("Every row of the input is a document.")
        return
    st.caption(
        f"{reasons.rows.sum():,} rows of the input are no documents. Click a reason to see the rows as they came."
    )
    event = st.dataframe(
        reasons,
        hide_index=True,
        key="reject-reasons",
        on_select="rerun",
        selection_mode="single-cell",
        alt="Reasons for rejected rows",
        column_config={
            "reason": "Reason",
            "rows": st.column_config.NumberColumn("Rows", format="localized"),
            "inputs": st.column_config.NumberColumn("Inputs"),
        },
    )
    clicked = event["selection"]["cells"]
    if clicked and clicked[0][0] < len(reasons):
        reason = reasons.iloc[clicked[0][0]]
        raw = rejected(connection, reason.reason)
        st.caption(
            f"The first {len(raw)} of them, cut to 2,000 characters each."
            if len(raw) < reason.rows
            else "All of them, cut to 2,000 characters each."
        )
        st.dataframe(
            raw,
            hide_index=True,
            alt="Rejected rows",
            column_config={
                "input": "Input",
                "row": "Row",
                "raw": st.column_config.TextColumn("As it came", width="large"),
            },
        )


def stale(manifest: Manifest) -> None:
    """One line when the workspace does not fit its sources any more; nothing when it does."""
    said = stages.changed_sources(manifest)
    said += [f"the stage {name} is outdated" for name in manifest.outdated_stages]
    if said:
        st.warning(
            plain(f"Since this was built, {'; '.join(said)}. Run dataloupe build again."), icon=":material/update:"
        )


def built(manifest: Manifest) -> None:
    """The stages that have run, and how the inputs were understood."""
    built, inputs = stages.stage_table(manifest), stages.input_table(manifest)
    st.caption(f"{len(built)} stage{'s' * (len(built) != 1)} in {built.seconds.sum():,.1f} s.")
    st.dataframe(
        built,
        hide_index=True,
        alt="Stages of the build",
        column_config={
            "stage": st.column_config.TextColumn("Stage", pinned=True),
            "state": "State",
            "tables": "Tables",
            "rows": st.column_config.NumberColumn("Rows", format="localized"),
            "seconds": st.column_config.NumberColumn("Seconds", format="%.1f"),
            "megabytes": st.column_config.NumberColumn("MB", format="%.1f"),
            "finished": st.column_config.DatetimeColumn("Finished", format="YYYY-MM-DD HH:mm:ss"),
            "engine": "Engine",
            "dataloupe": "dataloupe",
        },
    )
    if len(inputs):
        st.caption("How the inputs were understood:")
        st.dataframe(
            inputs,
            hide_index=True,
            alt="Inputs of the build",
            column_config={
                "input": st.column_config.TextColumn("Input", pinned=True),
                "format": "Format",
                **{
                    name: st.column_config.NumberColumn(name.capitalize(), format="localized")
                    for name in ("rows", "documents", "rejects")
                },
                "text": "Text from column",
                "why": "Chosen",
            },
        )
