"""Ask anything."""

import streamlit as st

from analytics import ui
from analytics.ui import sql as view

with ui.open_page("sql") as page:
    st.markdown(
        "One SELECT over the tables, in DuckDB's SQL. It runs in a process of its own that can read nothing else and change nothing."
    )
    left, right = st.columns([5, 4], gap="medium")
    with left:
        statement, seconds, run = view.sql_editor(page)
    with right:
        view.tables(page)
    found = view.sql_answer(page, statement, seconds, run)
    if found:
        view.sql_results(page, *found)
