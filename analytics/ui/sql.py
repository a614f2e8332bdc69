"""The pieces of the page for questions of one's own: tables, the editor, a statement at work, and what can be done with
its answer.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from analytics.ask.filters import Query
from analytics.ask.selection import doc_ids
from analytics.ask.sql.catalog import column_list, table_list
from analytics.ask.sql.query import MAX_CHARACTERS, WHOLE_ANSWER, Answer, Limits, RunningStatement, ask, csv
from analytics.figures.query_chart import CHARTS, query_chart
from analytics.ui.components.charts import show
from analytics.ui.components.reader import reader
from analytics.ui.components.selection import select
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

STATEMENT, WRITTEN, ANSWER, STOPPED = "sql-statement", "_sql-written", "_sql-answer", "_sql-stopped"
TIMES = {"4 seconds": 4.5, "30 seconds": 30.0, "2 minutes": 120.0}
TICK_SECONDS = 0.2

EXAMPLES = {
    "Where are the tokens?": (
        ("documents", "signals"),
        "SELECT source, count(*) AS documents, sum(n_tokens) AS tokens\nFROM documents JOIN signals USING (doc_id)\nGROUP BY source ORDER BY tokens DESC",
    ),
    "The longest documents of the selection": (
        ("documents", "signals"),
        "SELECT doc_id, source, n_words, title\nFROM selected JOIN documents USING (doc_id) JOIN signals USING (doc_id)\nORDER BY n_words DESC LIMIT 100",
    ),
    "Topics that repeat themselves": (
        ("map", "topics", "duplicate_pairs"),
        "SELECT label, size, count(DISTINCT b) AS repeated, count(DISTINCT b) / size AS share\n"
        "FROM duplicate_pairs JOIN map ON map.doc_id = b JOIN topics USING (topic_id)\nWHERE kind <> 'semantic'\n"
        "GROUP BY ALL ORDER BY repeated DESC LIMIT 20",
    ),
    "Documents that are far from all others": (
        ("neighbors", "documents"),
        "SELECT doc_id, source, similarity AS nearest, left(text, 100) AS begins\n"
        "FROM neighbors JOIN documents USING (doc_id)\nWHERE rank = 1 ORDER BY similarity LIMIT 100",
    ),
    "Ratings by model and week": (
        ("turns", "feedback"),
        "SELECT date_trunc('week', turns.created_at) AS week, model, avg(value) AS rating, count(*) AS n\n"
        "FROM feedback JOIN turns USING (doc_id)\nWHERE value IS NOT NULL GROUP BY ALL ORDER BY week",
    ),
}
"""A question in words -> the tables it needs, and its statement."""


def sql_editor(page: Page) -> tuple[str, float, bool]:
    """Where a statement is written: the statement, the seconds it may take, and whether it is to run now."""
    there = {name: statement for name, (needs, statement) in EXAMPLES.items() if all(map(page.has, needs))}
    state = st.session_state
    state[STATEMENT] = (
        state.get(STATEMENT) or state.get(WRITTEN) or next(iter(there.values()), "SELECT * FROM documents LIMIT 100")
    )

    def take() -> None:
        state[STATEMENT] = there.get(state["sql-example"], state[STATEMENT])

    st.selectbox(
        "Begin with an example",
        list(there),
        key="sql-example",
        index=None,
        placeholder="Begin with an example",
        on_change=take,
        label_visibility="collapsed",
    )
    statement = st.text_area(
        "One SELECT statement", key=STATEMENT, height=300, max_chars=MAX_CHARACTERS, label_visibility="collapsed"
    )
    state[WRITTEN] = statement  # a widget forgets when its page is left
    with st.container(horizontal=True, vertical_alignment="center"):
        run = st.button("Run", type="primary", icon=":material/play_arrow:", key="sql-run")
        time = st.selectbox(
            "Time",
            list(TIMES),
            key="sql-time",
            width=140,
            label_visibility="collapsed",
            help="How long a statement may take.",
        )
        st.caption("`selected` is a table too: the doc_ids of the selection.", width="content")
    return statement, TIMES.get(time, TIMES["4 seconds"]), run


def sql_answer(page: Page, statement: str, seconds: float, run: bool) -> tuple[str, Answer] | None:
    """The statement and its answer; without `run` those that this visit asked for last, until something new is built or
    selected.
    """
    state = (str(page.workspace.path), page.manifest.generation, page.selection.to_url())
    place = st.empty()
    if st.session_state.pop(STOPPED, False):
        place.info("Stopped.", icon=":material/stop:")
    if run:
        st.session_state.pop(ANSWER, None)
        st.session_state[ANSWER] = (state, statement, _run(page, statement, seconds, place))
    kept = st.session_state.get(ANSWER)
    return (kept[1], kept[2]) if kept and kept[0] == state else None


def _run(page: Page, statement: str, seconds: float, place: DeltaGenerator) -> Answer:
    """Run the statement in its own process. A click on Stop, or on anything else, leaves here by Streamlit's own
    exception: the process ends with it.
    """
    with RunningStatement(
        page.connection, statement, Limits(seconds), doc_ids(page.connection, page.selection)
    ) as running:
        with place.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Stop",
                icon=":material/stop:",
                key="sql-stop",
                on_click=st.session_state.update,
                args=({STOPPED: True},),
            )
            clock = st.empty()
        while not running.wait(TICK_SECONDS):
            clock.caption(f"Running for {running.seconds:.1f} s.")
        place.empty()
        return running.answer()


def sql_results(page: Page, statement: str, found: Answer) -> None:
    """The answer as a table or a picture, to be downloaded or selected; a click on a row with a doc_id reads the
    document.
    """
    rows = f"{found.table.num_rows:,} row{'s' * (found.table.num_rows != 1)}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(
            plain(
                f"{rows} in {found.seconds:.1f} s."
                if found.complete
                else f"The first {rows}; there are more. Downloads hold all."
            ),
            width="content",
        )
        st.space("stretch")
        if "doc_id" in found.table.column_names:
            st.button(
                "Select these documents",
                icon=":material/filter_alt:",
                key="sql-select",
                on_click=select,
                args=(Query(statement),),
            )
        for name, write in (("CSV", _csv), ("Parquet", _parquet)):
            st.download_button(
                name,
                functools.partial(_download, page, statement, found, write),
                f"answer.{name.lower()}",
                key=f"sql-{name}",
                icon=":material/download:",
                type="tertiary",
                on_click="ignore",
            )
    frame = found.frame()
    table, picture = st.tabs(["Table", "Chart"], key="sql-view", on_change="rerun")
    if table.open:
        with table:
            _table(page, frame)
    if picture.open:
        with picture:
            _chart(frame)


def tables(page: Page) -> None:
    """All tables with their sizes and meanings; those of one, the first or the one that was clicked, with its
    columns.
    """
    found = table_list(page.connection, page.manifest)
    event = st.dataframe(
        found,
        hide_index=True,
        height=178,
        key="sql-tables",
        on_select="rerun",
        selection_mode="single-cell",
        alt="Tables",
        column_config={
            "table": st.column_config.TextColumn("Table", pinned=True),
            "rows": st.column_config.NumberColumn("Rows", format="localized"),
            "megabytes": st.column_config.NumberColumn("MB", format="%.1f"),
            "meaning": st.column_config.TextColumn("What it holds", width="large"),
        },
    )
    clicked = event["selection"]["cells"]
    row = found.iloc[clicked[0][0] if clicked and clicked[0][0] < len(found) else 0]
    st.caption(plain(f"{row.table}: {row.meaning}. Its columns (click another table for those of it):"))
    st.dataframe(
        column_list(page.connection, row.table),
        hide_index=True,
        height=213,
        alt="Columns",
        column_config={
            "column": st.column_config.TextColumn("Column", pinned=True),
            "type": "Type",
            "meaning": st.column_config.TextColumn("What it means", width="large"),
        },
    )


def _table(page: Page, frame: pd.DataFrame) -> None:
    reads = "doc_id" in frame and pd.api.types.is_integer_dtype(frame.doc_id)
    if not reads:
        st.dataframe(frame, hide_index=True, alt="Answer")
        return
    event = st.dataframe(
        frame, hide_index=True, key="sql-rows", on_select="rerun", selection_mode="single-cell", alt="Answer"
    )
    clicked = event["selection"]["cells"]
    if clicked and clicked[0][0] < len(frame) and 0 <= frame.doc_id.iloc[clicked[0][0]] < page.corpus.documents:
        reader(page.connection, int(frame.doc_id.iloc[clicked[0][0]]))
    else:
        st.caption("Click a row to read its document.")


def _chart(frame: pd.DataFrame) -> None:
    if frame.empty:
        st.caption("There is nothing to draw.")
        return
    names = list(frame.columns)
    numbers = [name for name in names if pd.api.types.is_numeric_dtype(frame[name])]
    times = [name for name in names if pd.api.types.is_datetime64_any_dtype(frame[name])]
    first = next(iter([*times, *(name for name in names if name not in numbers), *names]))
    second = next((name for name in numbers if name not in (first, "doc_id")), names[-1])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.selectbox(
            "Draw", list(CHARTS), index=1 if times else 0 if first not in numbers else 2, key="sql-chart", width=130
        )
        x = st.selectbox("Across", names, index=names.index(first), key="sql-x", width=180)
        y = st.selectbox("Up", names, index=names.index(second), key="sql-y", width=180, disabled=kind == "Histogram")
        split = st.selectbox("One colour for each", ["nothing", *names], key="sql-split", width=180)
    if kind in CHARTS and x in names and y in names:
        show(query_chart(frame, kind, x, y, split if split in names else None), "The answer as a picture")


def _download(page: Page, statement: str, found: Answer, write: Callable[[Answer], bytes]) -> bytes:
    """The whole answer as a file, asked for once more when only its first rows are here."""
    return write(
        found
        if found.complete
        else ask(page.connection.cursor(), statement, WHOLE_ANSWER, doc_ids(page.connection.cursor(), page.selection))
    )


def _csv(found: Answer) -> bytes:
    return csv(found.frame())


def _parquet(found: Answer) -> bytes:
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(found.table, sink)
    return sink.getvalue()
