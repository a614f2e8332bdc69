"""The tables of the workspace, and the columns of one of them."""

from __future__ import annotations

import streamlit as st

from analytics.ask.sql.catalog import column_list, table_list
from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

TABLES_HEIGHT, COLUMNS_HEIGHT = 145, 145
TABLE_COLUMNS = {
    "table": formats.text("Table", pinned=True),
    "rows": formats.count("Rows"),
    "megabytes": formats.number("MB", 1),
    "meaning": formats.text("Content", width=400),
}
COLUMN_COLUMNS = {
    "column": formats.text("Column", pinned=True),
    "type": formats.text("Type"),
    "meaning": formats.text("Meaning", width=400),
}


def tables(page: Page) -> None:
    """All tables with their sizes and meanings, and the columns of the clicked one, or of the first."""
    rows = table_list(page.connection, page.manifest)
    clicked = table(rows, TABLE_COLUMNS, "Tables", select="cell", key="sql-tables", height=TABLES_HEIGHT)
    shown = rows.iloc[clicked[0] if clicked else 0]
    st.caption(plain(f"{shown.table}: {shown.meaning}. Click another table to see its columns."))
    table(column_list(page.connection, shown.table), COLUMN_COLUMNS, "Columns", height=COLUMNS_HEIGHT)
