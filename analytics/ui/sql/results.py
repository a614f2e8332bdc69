"""The answer of a statement: as a table, a chart, a selection or a file."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable

import pandas as pd
import pyarrow.parquet as pq
import streamlit as st

from analytics.ask.filters import Query
from analytics.ask.selection import doc_ids
from analytics.ask.sql.limits import WHOLE_RESULT
from analytics.ask.sql.query import run_query
from analytics.ask.sql.result import QueryResult, to_csv
from analytics.csv_text import ABOUT_FORMULAS
from analytics.ui.components import formats
from analytics.ui.components.add_to_report import add_to_report, link_of
from analytics.ui.components.download import download
from analytics.ui.components.reader import reader
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.components.tabs import tabs
from analytics.ui.components.text import counted, plain
from analytics.ui.frame.page import Page
from analytics.ui.sql.chart import chart


def results(page: Page, statement: str, answer: QueryResult) -> None:
    """The answer, with buttons to select its documents and to download it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(plain(_summary(answer)), width="content")
        st.space("stretch")
        if "doc_id" in answer.table.column_names:
            st.button(
                "Select these documents",
                icon=":material/filter_alt:",
                key="sql-select",
                on_click=select,
                args=(Query(statement),),
            )
        for name, write in (("CSV", _csv), ("Parquet", _parquet)):
            download(
                f"Download {name}",
                functools.partial(_download, page, statement, answer, write),
                f"answer.{name.lower()}",
                key=f"sql-{name}",
                icon=":material/download:",
                type="tertiary",
                help=ABOUT_FORMULAS if write is _csv else None,
            )
    frame = answer.frame()
    views = {"Table": lambda: _table(page, statement, frame), "Chart": lambda: _chart(page, statement, frame)}
    tabs(views, key="sql-view")


def _summary(answer: QueryResult) -> str:
    rows = counted(answer.table.num_rows, "row")
    if answer.complete:
        return f"{rows} in {answer.seconds:.1f} s. {answer.limits_note}".strip()
    return f"The first {rows}. Download a file to get all of them. {answer.limits_note}".strip()


def _chart(page: Page, statement: str, frame: pd.DataFrame) -> None:
    drawn = chart(frame)
    if drawn is not None:
        _add(page, statement, "chart", drawn)


def _add(page: Page, statement: str, key: str, drawn: dict[str, str | None] | None = None) -> None:
    """The button that adds the answer to the report, as a table or as it is drawn."""
    spec = {"statement": statement, "selection": page.selection.to_url(), "chart": drawn}
    add_to_report(
        page,
        "query",
        "A query result",
        spec,
        f"query-{key}",
        parameters=link_of({"sql": statement}, page.selection.to_url()),
    )


def _table(page: Page, statement: str, frame: pd.DataFrame) -> None:
    """The rows; a click on a row with a doc_id shows its document."""
    _add(page, statement, "table")
    columns = {name: formats.value() for name in frame.columns}
    if "doc_id" not in frame or not pd.api.types.is_integer_dtype(frame.doc_id):
        table(frame, columns, "Answer", missing="NULL")
        return
    clicked = table(frame, columns, "Answer", select="cell", key="sql-rows", missing="NULL")
    if clicked and 0 <= frame.doc_id.iloc[clicked[0]] < page.corpus.documents:
        reader(page.connection, int(frame.doc_id.iloc[clicked[0]]))
    else:
        st.caption("Click a row to read its document.")


def _download(page: Page, statement: str, answer: QueryResult, write: Callable[[QueryResult], bytes]) -> bytes:
    """The whole answer as a file; the statement runs again if only its first rows are here."""
    if answer.complete:
        return write(answer)
    selected = doc_ids(page.connection.cursor(), page.selection)
    return write(run_query(page.connection.cursor(), statement, WHOLE_RESULT, selected))


def _csv(answer: QueryResult) -> bytes:
    return to_csv(answer.table)


def _parquet(answer: QueryResult) -> bytes:
    sink = io.BytesIO()
    pq.write_table(answer.table, sink)
    return sink.getvalue()
