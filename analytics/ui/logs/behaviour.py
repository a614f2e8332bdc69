"""The pieces of the behaviour page: every measure with its interval, one of them by group, over time and by who is
named.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.ask.logs import behaviour as ask
from analytics.ask.logs.behaviour import MEASURES, Measured
from analytics.ask.logs.ratings import Ratings, selected
from analytics.errors import DataloupeError
from analytics.figures.intervals import interval_dots, rate_band
from analytics.signals.registry import SIGNALS
from analytics.statistics.intervals import Rate
from analytics.ui.components.charts import on_click, show
from analytics.ui.components.selection import select
from analytics.ui.frame.page import Page

PATTERN = "a pattern of my own"
KEPT, KEPT_MEASURES = 3, 40


def answers(page: Page) -> Ratings:
    """The answers that are selected; the page stops where there are none."""
    whole = _answers(str(page.workspace.path), page.manifest.generation, _page=page)
    found = selected(page.connection, page.selection, whole)
    if not len(found.doc_ids):
        st.info(
            "The selection holds no answer. Take one of its parts away above."
            if len(whole.doc_ids)
            else "There are no answers in these logs, only prompts."
        )
        st.stop()
    return found


def measures(page: Page, of: Ratings) -> None:
    """All measures side by side, each with its interval and its definition, and of how many answers they tell."""
    known: dict[str, int] = {}
    with st.container(horizontal=True, gap="small"):  # without borders, so that all stand in one row
        for measure in MEASURES:
            found = measured(page, of, measure.name)
            one = _whole(page, found)
            known[measure.title] = one.n
            value, interval = (
                (found.shown(one.value), f"{found.shown(one.low)} to {found.shown(one.high)}")
                if one.n
                else ("unknown", None)
            )
            st.metric(
                measure.title,
                value,
                interval,
                delta_color="off",
                delta_arrow="off",
                help=f"{measure.title}: {measure.formula}. Source: {measure.origin}; meant for {measure.applies_to}. Below: 95 % interval of the mean of {one.n:,} answers.",
            )
    most = max(known.values())
    fewer = [f"{title} of {n:,}" for title, n in known.items() if 0 < n < most]
    st.caption(
        f"Means of {most:,} answers."
        + (f" A measure leaves out what it cannot tell of: {', '.join(fewer)}." if fewer else "")
    )


def pick(page: Page, of: Ratings) -> Measured | None:
    """The measure that is looked at closely; None while a pattern is still to be written."""
    titles = {one.title: one.name for one in MEASURES} | {PATTERN: PATTERN}
    choice = st.selectbox("Look closely at", list(titles), key="measure", bind="query-params", width=230)
    if choice not in titles:
        raise DataloupeError(f"there is no measure {choice!r} - there is {', '.join(titles)}")
    if choice != PATTERN:
        return measured(page, of, titles[choice])
    expression = st.text_input(
        "Regular expression",
        key="pattern",
        bind="query-params",
        placeholder="as an AI|knowledge cutoff",
        width=250,
        help="RE2, in any case.",
    )
    return (
        _pattern(
            str(page.workspace.path), page.manifest.generation, page.selection.to_url(), expression, _page=page, _of=of
        )
        if expression
        else None
    )


def measured(page: Page, of: Ratings, name: str) -> Measured:
    """A measure of these answers, from the cache where workspace and selection are the same."""
    return _measured(
        str(page.workspace.path), page.manifest.generation, page.selection.to_url(), name, _page=page, _of=of
    )


def by(page: Page, found: Measured, dimension: str, k: int) -> None:
    """The groups of a dimension; a click selects one."""
    frame = _frame("by", *_state(page, found), dimension, k, _ask=lambda: ask.by(found, dimension, k))
    if frame.empty:
        st.caption(f"No group has answers to {k} {found.answers.people}.")
        return
    parts = found.answers.dimension(dimension).filters
    on_click(
        interval_dots(
            _hovered(frame, found),
            percent=found.percent,
            reference=_whole(page, found).value,
            title=found.measure.title,
        ),
        f"behaviour-{dimension}-{found.measure.name}",
        f"{found.measure.title} by {dimension}",
        lambda place: select(parts[int(frame.level.iloc[place])]),
    )
    hidden = (
        f" {frame.attrs['hidden']} groups of fewer than {k} {found.answers.people} are hidden."
        if frame.attrs["hidden"]
        else ""
    )
    st.caption(
        f"Strongest evidence of a difference from all others first; dotted: the whole. Click a group to select it.{hidden}"
    )


def over_time(page: Page, found: Measured, k: int) -> None:
    """The measure by day, week or month in its band."""
    frame = _frame("over time", *_state(page, found), None, k, _ask=lambda: ask.over_time(found, k))
    if frame.empty:
        st.caption(
            "These answers carry no time."
            if not frame.attrs["hidden"]
            else f"No {frame.attrs['period']} has answers to {k} {found.answers.people}."
        )
        return
    show(
        rate_band(
            frame, found.measure.title, frame.attrs["period"], found.percent, _whole(page, found).value, unit="answers"
        ),
        f"{found.measure.title} over time",
    )


def by_mention(page: Page, found: Measured, k: int) -> None:
    """The measure by the groups of people that prompts name, with what that can and cannot tell."""
    frame = _frame("by mention", *_state(page, found), None, k, _ask=lambda: ask.by_mention(page.connection, found, k))
    if frame.empty:
        st.caption(f"No group of people is named in the English prompts of {k} {found.answers.people}.")
        return
    show(
        interval_dots(
            _hovered(frame, found), percent=found.percent, reference=frame.value.iloc[-1], title=found.measure.title
        ),
        f"{found.measure.title} by who is named",
    )
    apart = int(((frame.difference_low > 0) | (frame.difference_high < 0)).sum())
    hidden = (
        f" {frame.attrs['hidden']} groups of fewer than {k} {found.answers.people} are hidden."
        if frame.attrs["hidden"]
        else ""
    )
    st.caption(
        f"{apart} of {len(frame) - 1} groups differ from prompts that name nobody (95 % intervals of the difference, one in twenty does by chance). "
        f"A difference is a reason to read on, not yet a bias: people ask different things about different groups.{hidden}",
        help=f"{SIGNALS['mentions'].formula}: signals/answers/mentions.py lists the words.",
    )


def _whole(page: Page, found: Measured) -> Rate:
    return _overall(*_state(page, found), _of=found)


def _state(page: Page, found: Measured) -> tuple[str, int, str, str]:
    """What an answer about a measure depends on."""
    return str(page.workspace.path), page.manifest.generation, page.selection.to_url(), found.key


def _hovered(frame: pd.DataFrame, found: Measured) -> pd.DataFrame:
    return frame.assign(
        label=[f"{row.label or '(empty)'} ({row.n:,})" for row in frame.itertuples()],
        hover=[
            f"{found.shown(row.value)} (95% interval {found.shown(row.low)} to {found.shown(row.high)})<br>{row.n:,} answers, {row.n_clusters:,} {found.answers.people}"
            for row in frame.itertuples()
        ],
    )


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _answers(path: str, generation: int, _page: Page) -> Ratings:
    return ask.answers(_page.connection)


@st.cache_resource(max_entries=KEPT_MEASURES, show_spinner=False)
def _measured(path: str, generation: int, selection: str, name: str, _page: Page, _of: Ratings) -> Measured:
    return ask.measured(_page.connection, _of, name)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _pattern(path: str, generation: int, selection: str, expression: str, _page: Page, _of: Ratings) -> Measured:
    return ask.pattern(_page.connection, _of, expression)


@st.cache_resource(max_entries=KEPT_MEASURES, show_spinner=False)
def _overall(path: str, generation: int, selection: str, name: str, _of: Measured) -> Rate:
    return ask.overall(_of)


@st.cache_resource(max_entries=KEPT_MEASURES, show_spinner=False)
def _frame(
    question: str,
    path: str,
    generation: int,
    selection: str,
    name: str,
    dimension: str | None,
    k: int,
    _ask: Callable[[], pd.DataFrame],
) -> pd.DataFrame:
    return _ask()
