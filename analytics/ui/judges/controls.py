"""Which judge is compared with whose labels, and what counts as yes: all in the link."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import streamlit as st

from analytics.ask import judges as ask
from analytics.ask.judges import Judged, Source
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.page import Page
from analytics.workspace.annotations import NAME as ANNOTATIONS

JUDGED = Shared(8, "Comparing the verdicts with the labels")
ABOVE, BELOW = "above", "up to"


def pick(page: Page) -> Judged | None:
    """The verdicts and the labels of the page; None where there is nothing to compare."""
    labels, key = _annotations(page)
    judges, raters = page.ask_of(ask.judges), page.ask_of(ask.raters, Keyed(labels, key))
    if not raters or not judges or {one.title for one in judges} == {raters[0].title}:
        st.info(
            "There are no verdicts to check yet. This page needs a judge - a rule, a classifier, ratings by a model or "
            "by users, or a column - and labels by people: ratings of annotators, a column, or labels from the page "
            "Label.",
            icon=":material/gavel:",
        )
        return None
    first_judge, first_rater = ask.pair_of(judges, raters)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        judge = _source("Judge", judges, first_judge, "judge")
        verdicts, judge_key = _marks(page, judge, labels, key, "judge")
        rater = _source("Labels by people", raters, first_rater, "rater")
        truth, rater_key = _marks(page, rater, labels, key, "rater")
    if judge.title == rater.title:
        st.info("The judge and the labels are the same. Choose other labels to compare them with.")
        return None
    try:
        judged: Judged = page.ask(
            ask.judged,
            Keyed((judge.title, verdicts), (judge_key, key)),
            Keyed((rater.title, truth), (rater_key, key)),
            shared=JUDGED,
        )
    except ask.NothingLabelledError as error:
        st.info(plain(str(error)), icon=":material/edit_note:")
        if st.button("Label some items", key="judges-label"):
            st.switch_page("pages/label.py")
        return None
    return judged


def _source(label: str, sources: list[Source], first: int, key: str) -> Source:
    titles = [one.title for one in sources]
    title = st.selectbox(label, titles, index=first, key=key, bind="query-params", width=230)
    return ask.source_named(title or titles[first], sources)


def _marks(
    page: Page, source: Source, labels: dict[str, pd.DataFrame], key: str, name: str
) -> tuple[pd.DataFrame, tuple[object, ...]]:
    """The marks of a source as yes or no, and what decides them."""
    chosen: tuple[str, ...] = ()
    side = ABOVE
    if source.is_number and source.kind != "rule":
        side = st.segmented_control(
            "Yes is",
            (ABOVE, BELOW),
            default=ABOVE,
            key=f"{name}-side-{source.title}",
            required=True,
            format_func=lambda one: f"{one} the middle",
            help="Above or up to the middle of the smallest and the largest value.",
        )
    elif source.values:
        chosen = tuple(
            st.multiselect(
                "Yes is",
                source.values,
                default=list(ask.default_yes(source)),
                key=f"{name}-yes-{source.title}",
                width=260,
            )
        )
    deciding = (source.title, chosen, side)
    marks: pd.DataFrame = page.ask_of(
        ask.marks, source, Keyed(labels, key), chosen, is_reversed=side == BELOW, shared=JUDGED
    )
    return marks, deciding


def _annotations(page: Page) -> tuple[dict[str, pd.DataFrame], str]:
    """The annotations of the workspace, and a key that changes when a line is added."""
    file = Path(page.workspace.path) / ANNOTATIONS
    key = f"{file.stat().st_size} {file.stat().st_mtime_ns}" if file.is_file() else ""
    return page.ask_of(_annotated, key, shared=JUDGED), key


def _annotated(connection: duckdb.DuckDBPyConnection, key: str) -> dict[str, pd.DataFrame]:
    return ask.annotated(connection)
