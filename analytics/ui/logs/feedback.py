"""The feedback page: the rate of positive ratings, its bounds for unrated answers, over time and by group."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.logs import feedback as ask
from analytics.ask.logs.feedback import Satisfaction
from analytics.ask.logs.rater_agreement import rater_agreement
from analytics.ask.logs.ratings import Ratings
from analytics.figures.intervals import group_rates, interval_dots, rate_band
from analytics.ui.components import formats
from analytics.ui.components.add_to_report import add_to_report
from analytics.ui.components.charts import on_click, show
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Shared
from analytics.ui.frame.page import Page
from analytics.ui.logs.controls import pick_dimension, pick_min_users
from analytics.ui.logs.ratings import about_users, keyed, keyed_connection, rating_column

METHOD = "Wilson interval at the effective sample size (cluster-robust by user, Korn & Graubard 1998)."


def satisfaction(page: Page, ratings: Ratings) -> Satisfaction:
    """The rate and its bounds, post-stratified by the dimension with the largest differences of coverage."""
    return page.derive(_satisfaction, keyed(ratings), shared=Shared(max_entries=6))


def _satisfaction(ratings: Ratings) -> Satisfaction:
    return ask.satisfaction(ratings, ask.best_stratifier(ratings))


def whole_of_ratings(page: Page, ratings: Ratings) -> None:
    """What is known of ratings that form no groups: their mean with its interval, and their key figures."""
    whole = satisfaction(page, ratings)
    st.markdown(plain(whole.summary_text()))
    key_figures(page, whole)


def key_figures(page: Page, satisfaction: Satisfaction) -> None:
    """The rate, ratings, users, coverage, design effect and the agreement of raters, each with its definition."""
    ratings, rate, users = satisfaction.ratings, satisfaction.rate, about_users(satisfaction.ratings)
    value = f"{rate.value:.1%}" if ratings.is_binary else f"{rate.value:.2f}"
    figures = {
        ratings.measure.capitalize(): (
            value,
            f"Mean of the ratings on a scale from 0 (worst) to 1 (best). {METHOD} {users}",
        ),
        "Rated": (
            f"{rate.n:,}",
            f"{ratings.unit.capitalize()} with at least one rating; several ratings of one count as their mean.",
        ),
        ratings.user_noun.capitalize(): (f"{rate.n_clusters:,}", users),
        "Coverage": (
            f"{satisfaction.coverage.value:.1%}",
            f"Rated {ratings.unit} / all {satisfaction.bounds.n_turns:,} {ratings.unit}.",
        ),
        "Design effect": (
            f"{rate.design_effect:.2f}",
            "Variance inflation from ratings of the same user: how many times more ratings are needed "
            f"than with one rating per user. The interval is as wide as that of {rate.effective_n:,.0f} independent "
            "ratings.",
        ),
    }
    agreement = page.derive(rater_agreement, keyed_connection(page), keyed(ratings))
    if agreement is not None:
        figures["Agreement of raters"] = (f"{agreement.alpha.value:.2f}", agreement.summary_text())
    with st.container(horizontal=True):
        for label, (figure, definition) in figures.items():
            st.metric(label, figure, help=definition, border=True)


def explicit_feedback(page: Page, satisfaction: Satisfaction) -> None:
    """The ratings by group, their bounds, and over time."""
    ratings = satisfaction.ratings
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dimension = pick_dimension(ratings, "Group by", key="by", default="model")
        k = pick_min_users(ratings)
        title = f"Ratings {ratings.name}" + (f" by {dimension}" if dimension else "")
        title += f", {page.selection.describe()}" if page.selection else ""
        spec = {"name": ratings.name, "by": dimension, "selection": page.selection.to_url()}
        add_to_report(page, "ratings", title, spec, "ratings")
    left, right = st.columns([3, 2], gap="medium")
    with left:
        st.subheader(
            "Who is happy?",
            anchor=False,
            help="The rate of each group with its 95 % confidence interval, and the share of the group that is rated.",
        )
        if dimension is None:
            st.caption("No column divides these ratings into groups.")
        else:
            rates_by_group(page, satisfaction, dimension, k)
    with right:
        st.subheader(
            "What if all had rated?",
            anchor=False,
            help="Users who rate differ from users who do not. Three estimates, from strong to no assumptions.",
        )
        bounds(satisfaction)
        st.subheader("When?", anchor=False, help="The rate by the time of the rated turn.")
        rates_over_time(page, satisfaction, k)


def bounds(satisfaction: Satisfaction) -> None:
    """The rate under three assumptions about the unrated turns."""
    ratings, stratifier = satisfaction.ratings, satisfaction.stratifier
    if satisfaction.bounds.n_rated == satisfaction.bounds.n_turns:
        st.caption(f"All {ratings.unit} are rated.")
        return
    rows = _bounds_table(satisfaction)
    show(
        interval_dots(rows, percent=ratings.is_binary, title=ratings.measure),
        "The rate as rated, adjusted, and without assumptions",
    )
    notes = ["No assumption: the range if all unrated ones were negative, or all positive."]
    if share := satisfaction.bounds.unrated_strata_share:
        notes.insert(0, f"{share:.1%} of {ratings.unit} are in groups without any rating.")
    if stratifier:
        notes.insert(
            0, f"Adjusted: each {stratifier} is weighted by its {ratings.unit}, not its ratings (post-stratification)."
        )
    st.caption(plain(" ".join(notes)))


def _bounds_table(satisfaction: Satisfaction) -> pd.DataFrame:
    bounds = satisfaction.bounds
    rows: list[tuple[str, float, float, float]] = [
        ("as rated", bounds.naive.value, bounds.naive.low, bounds.naive.high)
    ]
    if satisfaction.stratifier:
        adjusted = bounds.post_stratified
        rows.append((f"adjusted for {satisfaction.stratifier}", adjusted.value, adjusted.low, adjusted.high))
    rows.append(("no assumption", float("nan"), *bounds.worst_case))
    form = ".1%" if satisfaction.ratings.is_binary else ".2f"
    hover = [f"{low:{form}} to {high:{form}}" for _, _, low, high in rows]
    return pd.DataFrame(rows, columns=["label", "value", "low", "high"]).assign(hover=hover)


def rates_over_time(page: Page, satisfaction: Satisfaction, k: int) -> None:
    """The rate by day, week, month or year with its band."""
    ratings = satisfaction.ratings
    rates = page.derive(ask.rates_over_time, keyed(ratings), k)
    if rates.table.empty:
        no_times = "These ratings have no times. Build the logs with a column of times to see a trend."
        st.caption(f"No {rates.period} has ratings of at least {k} {ratings.user_noun}." if rates.hidden else no_times)
        return
    overall = satisfaction.rate.value
    show(rate_band(rates.table, ratings.measure, rates.period, ratings.is_binary, overall), "The rate over time")
    hidden = f" Hidden, with fewer than {k} {ratings.user_noun}: {rates.hidden}." if rates.hidden else ""
    st.caption(f"Band: 95 % confidence interval of each {rates.period}. Dotted line: all ratings together.{hidden}")


def rates_by_group(page: Page, satisfaction: Satisfaction, name: str, k: int) -> None:
    """The rate and the coverage of each group; a click selects a group."""
    ratings = satisfaction.ratings
    rates = page.derive(ask.rates_by_group, keyed(ratings), name, k)
    groups, user_noun = rates.table, ratings.user_noun
    if groups.empty:
        st.caption(f"No group has ratings of at least {k} {user_noun}.")
        return
    filters = ratings.dimension(name).filters
    on_click(
        group_rates(groups, ratings.measure, ratings.unit, ratings.is_binary, satisfaction.rate.value),
        f"by-{name}",
        f"Rate and coverage by {name}",
        lambda place: select(filters[int(groups.level.iloc[place])]),
    )
    hidden = (
        f" Hidden groups, with ratings of fewer than {k} {user_noun}: {rates.hidden_groups} "
        f"({rates.hidden_ratings:,} ratings)."
        if rates.hidden_groups
        else ""
    )
    st.caption(f"Clearest differences first. Dotted line: all groups together. Click a group to select it.{hidden}")
    with st.expander("Table", icon=":material/table:"):
        _group_table(groups, ratings)


def _group_table(groups: pd.DataFrame, ratings: Ratings) -> None:
    columns = {
        "label": formats.text("Group"),
        "value": rating_column(ratings, "Rate"),
        "low": rating_column(ratings, "Low"),
        "high": rating_column(ratings, "High"),
        "n": formats.count("Rated"),
        "n_clusters": formats.count(ratings.user_noun.capitalize()),
        "total": formats.count(f"All {ratings.unit}"),
        "coverage": formats.share("Coverage"),
        "design_effect": formats.number("Design effect"),
    }
    table(groups, columns, "Rates by group")
