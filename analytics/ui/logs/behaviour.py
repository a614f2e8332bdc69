"""The behaviour page: all measures with their intervals, and one of them over time, by group and by mention."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.logs import behaviour as ask
from analytics.ask.logs.behaviour import MEASURES, Measurement
from analytics.ask.logs.mentions import measure_by_mention
from analytics.ask.logs.ratings import Ratings, select_ratings
from analytics.ask.logs.refusals import groups_text
from analytics.errors import DataloupeError
from analytics.figures.intervals import interval_dots, rate_band
from analytics.signals.registry import SIGNALS
from analytics.statistics.intervals import Rate
from analytics.ui.components.charts import on_click, show
from analytics.ui.components.selection import select
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.page import Page
from analytics.ui.logs.ratings import keyed, keyed_connection

PATTERN = "your own pattern"
ANSWERS_CACHE, MEASURES_CACHE, PATTERNS_CACHE = Shared(3), Shared(40), Shared(3)


def answers(page: Page) -> Ratings:
    """The selected answers. Stops the page when there are none."""
    every = page.ask_of(ask.load_answers, shared=ANSWERS_CACHE)
    selected = page.ask(select_ratings, keyed(every), shared=ANSWERS_CACHE)
    if not len(selected.doc_ids):
        no_answers = "These logs have no answers, only prompts."
        st.info("No answer is selected. Remove a filter above." if len(every.doc_ids) else no_answers)
        st.stop()
    return selected


def measures(page: Page, answers: Ratings) -> None:
    """The mean of each measure with its interval, its definition, and for how many answers it is known."""
    means = {}
    with st.container(horizontal=True, gap="small"):  # without borders, so that all fit in one row
        for measure in MEASURES:
            measurement = measure_answers(page, answers, measure.name)
            mean = means[measure.title] = overall(page, measurement)
            _metric(measurement, mean)
    n = max(mean.n for mean in means.values())
    fewer = [f"{title} ({mean.n:,})" for title, mean in means.items() if 0 < mean.n < n]
    known = f" Measured on fewer answers: {', '.join(fewer)}." if fewer else ""
    st.caption(f"Means of {n:,} answers.{known}")


def _metric(measurement: Measurement, mean: Rate) -> None:
    measure = measurement.measure
    interval = f"{measurement.format(mean.low)} to {measurement.format(mean.high)}" if mean.n else None
    definition = f"{measure.title}: {measure.formula}. Source: {measure.origin}; for {measure.applies_to}."
    st.metric(
        measure.title,
        measurement.format(mean.value) if mean.n else "unknown",
        interval,
        delta_color="off",
        delta_arrow="off",
        help=f"{definition} The range is the 95 % confidence interval of the mean of {mean.n:,} answers.",
    )


def pick(page: Page, answers: Ratings) -> Measurement | None:
    """The measure that the charts show; None until a pattern is entered."""
    names = {measure.title: measure.name for measure in MEASURES}
    options = [*names, PATTERN]
    choice = st.selectbox("Measure", options, key="measure", bind="query-params", width=230)
    if choice not in options:
        raise DataloupeError(f"There is no measure {choice!r}. There are: {', '.join(options)}.")
    if choice != PATTERN:
        return measure_answers(page, answers, names[choice])
    pattern = st.text_input(
        "Regular expression",
        key="pattern",
        bind="query-params",
        placeholder="as an AI|knowledge cutoff",
        width=250,
        help="RE2 syntax, case-insensitive.",
    )
    if not pattern:
        return None
    return page.derive(ask.match_pattern, keyed_connection(page), keyed(answers), pattern, shared=PATTERNS_CACHE)


def measure_answers(page: Page, answers: Ratings, name: str) -> Measurement:
    """A measure of these answers, cached."""
    return page.derive(ask.measure_answers, keyed_connection(page), keyed(answers), name, shared=MEASURES_CACHE)


def overall(page: Page, measurement: Measurement) -> Rate:
    """The mean of all answers, cached."""
    return page.derive(ask.overall, _keyed(measurement))


def by_group(page: Page, measurement: Measurement, dimension: str, k: int) -> None:
    """The groups of a dimension; a click selects one."""
    user_noun = measurement.answers.user_noun
    rates = page.derive(ask.measure_by_group, _keyed(measurement), dimension, k)
    if rates.table.empty:
        st.caption(f"No group has answers to at least {k} {user_noun}.")
        return
    filters, levels = measurement.answers.dimension(dimension).filters, rates.table.level
    title = measurement.measure.title
    figure = interval_dots(
        _with_hover(rates.table, measurement),
        percent=measurement.is_share,
        reference=overall(page, measurement).value,
        title=title,
    )
    key = f"behaviour-{dimension}-{measurement.measure.name}"
    on_click(figure, key, f"{title} by {dimension}", lambda place: select(filters[int(levels.iloc[place])]))
    hidden = _hidden(rates.hidden_groups, k, user_noun)
    st.caption(f"Clearest differences first. Dotted line: all groups together. Click a group to select it.{hidden}")
    if measurement.is_refusal:
        text = page.derive(groups_text, keyed(measurement.answers), dimension, Keyed(rates.table, k))
        st.caption(plain(f"The picture shows answers with a phrase of refusal. {text}"))


def over_time(page: Page, measurement: Measurement, k: int) -> None:
    """The measure by day, week, month or year with its band."""
    rates = page.derive(ask.measure_over_time, _keyed(measurement), k)
    title = measurement.measure.title
    if rates.table.empty:
        few_users = f"No {rates.period} has answers to at least {k} {measurement.answers.user_noun}."
        st.caption(
            few_users
            if rates.hidden
            else "These answers have no times. Build the logs with a column of times to see a trend."
        )
        return
    mean = overall(page, measurement).value
    show(
        rate_band(rates.table, title, rates.period, measurement.is_share, mean, unit="answers"),
        f"{title} over time",
    )


def by_mention(page: Page, measurement: Measurement, k: int) -> None:
    """The measure by the groups of people that prompts mention."""
    user_noun, title = measurement.answers.user_noun, measurement.measure.title
    rates = page.derive(measure_by_mention, keyed_connection(page), _keyed(measurement), k)
    groups = rates.table
    if groups.empty:
        st.caption(f"No group of people is mentioned in English prompts of at least {k} {user_noun}.")
        return
    show(
        interval_dots(
            _with_hover(groups, measurement),
            percent=measurement.is_share,
            reference=groups.value.iloc[-1],
            title=title,
        ),
        f"{title} by mentioned group",
    )
    n_different = int(((groups.difference_low > 0) | (groups.difference_high < 0)).sum())
    chance = "one in twenty excludes zero by chance"
    if not measurement.answers.has_users:
        chance = "these logs do not identify users, so more can exclude zero by chance"
    st.caption(
        f"For {n_different} of {len(groups) - 1} groups, the 95 % confidence interval of the difference from prompts "
        f"that mention no group excludes zero ({chance}). A difference is a reason to "
        "read the answers, not yet evidence of bias: people ask different questions about different groups."
        f"{_hidden(rates.hidden_groups, k, user_noun)}",
        help=f"{SIGNALS['mentions'].formula}: signals/answers/mentions.py lists the words.",
    )


def _keyed(measurement: Measurement) -> Keyed:
    return Keyed(measurement, measurement.key)


def _hidden(groups: int, k: int, user_noun: str) -> str:
    return f" Hidden groups, with fewer than {k} {user_noun}: {groups}." if groups else ""


def _with_hover(table: pd.DataFrame, measurement: Measurement) -> pd.DataFrame:
    shown, user_noun = measurement.format, measurement.answers.user_noun
    hover = [
        f"{shown(row.value)} (95 % confidence interval {shown(row.low)} to {shown(row.high)})<br>"
        f"{row.n:,} answers, {row.n_clusters:,} {user_noun}"
        for row in table.itertuples()
    ]
    labels = [f"{row.label or '(empty)'} ({row.n:,})" for row in table.itertuples()]
    return table.assign(label=labels, hover=hover)
