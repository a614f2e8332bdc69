"""The pieces of the feedback page: numbers with definitions, what the silent ones may think, time, and groups."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.logs import feedback
from analytics.ask.logs.feedback import Happiness
from analytics.ask.logs.ratings import Ratings
from analytics.figures.intervals import group_rates, interval_dots, rate_band
from analytics.ui.components.charts import on_click, show
from analytics.ui.components.selection import select
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.logs.ratings import about_users

KEPT = 6

METHOD = "Wilson interval at the effective sample size (cluster-robust by user, Korn & Graubard 1998)."


def happiness(page: Page, of: Ratings) -> Happiness:
    """The rate and its bounds, stratified by what tells best who rates; from the cache where workspace and selection
    are the same.
    """
    return _happiness(str(page.workspace.path), page.manifest.generation, page.selection.to_url(), of.name, _of=of)


def numbers(found: Happiness) -> None:
    """The rate, ratings, users and coverage, each with its definition."""
    of, rated = found.ratings, found.rate
    share = f"{rated.value:.1%}" if of.binary else f"{rated.value:.2f}"
    with st.container(horizontal=True):
        st.metric(
            of.measure.capitalize(),
            share,
            help=f"Mean of the ratings, each taken to 0 (worst) to 1 (best). {METHOD} {about_users(of)}",
            border=True,
        )
        st.metric(
            "Rated",
            f"{rated.n:,}",
            help=f"{of.unit.capitalize()} with at least one rating; several ratings of one count as their mean.",
            border=True,
        )
        st.metric(
            "Users" if of.users_known else "Conversations", f"{rated.n_clusters:,}", help=about_users(of), border=True
        )
        st.metric(
            "Coverage",
            f"{found.coverage.value:.1%}",
            help=f"Rated {of.unit} of all {found.bounds.n_turns:,} that could have been rated.",
            border=True,
        )
        st.metric(
            "Design effect",
            f"{rated.design_effect:.2f}",
            help="How many times more ratings are needed than if each came from somebody else, because ratings of one user hang together.",
            border=True,
        )


def bounds(found: Happiness) -> None:
    """The same rate under three assumptions about those who did not rate."""
    one, of = found.bounds, found.ratings
    if one.n_rated == one.n_turns:
        st.caption(f"All {of.unit} are rated: nobody is silent.")
        return
    rows = [
        (
            "as rated",
            one.naive.value,
            one.naive.low,
            one.naive.high,
            "as if those who did not rate thought like those who did",
        )
    ]
    if found.strata:
        adjusted = one.post_stratified
        rows.append(
            (
                f"adjusted for {found.strata}",
                adjusted.value,
                adjusted.low,
                adjusted.high,
                f"as if they thought like the raters of the same {found.strata}",
            )
        )
    rows.append(
        (
            "no assumption",
            float("nan"),
            *one.worst_case,
            "from all of them unhappy to all of them happy (Manski bounds)",
        )
    )
    frame = pd.DataFrame(rows, columns=["label", "value", "low", "high", "why"])
    show_as = (lambda value: f"{value:.1%}") if of.binary else (lambda value: f"{value:.2f}")
    frame["hover"] = [f"{show_as(low)} to {show_as(high)}" for low, high in zip(frame.low, frame.high, strict=True)]
    show(
        interval_dots(frame, percent=of.binary, title=of.measure),
        "The rate as rated, adjusted, and without any assumption",
    )
    said = (
        f"Adjusted: every {found.strata} counts as much as it has {of.unit}, not ratings (post-stratification). "
        if found.strata
        else ""
    )
    if one.unrated_strata_share:
        said += f"{one.unrated_strata_share:.1%} of {of.unit} are where nobody rated at all. "
    st.caption(plain(said + "No assumption: from all silent ones unhappy to all happy."))


def over_time(page: Page, found: Happiness, k: int) -> None:
    """The rate by day, week or month in its band."""
    of = found.ratings
    frame = _over_time(str(page.workspace.path), page.manifest.generation, page.selection.to_url(), of.name, k, _of=of)
    if frame.empty:
        st.caption(
            "These ratings carry no time."
            if not frame.attrs["hidden"]
            else f"No {frame.attrs['period']} has ratings of {k} {of.people}."
        )
        return
    show(rate_band(frame, of.measure, frame.attrs["period"], of.binary, found.rate.value), "The rate over time")
    hidden = f" {frame.attrs['hidden']} with fewer than {k} {of.people} are hidden." if frame.attrs["hidden"] else ""
    st.caption(f"Band: 95 % interval of each {frame.attrs['period']} by itself; dotted: the whole.{hidden}")


def by(page: Page, found: Happiness, name: str, k: int) -> None:
    """The groups of a dimension, their rates beside who rates; a click selects a group."""
    of = found.ratings
    frame = _by(str(page.workspace.path), page.manifest.generation, page.selection.to_url(), of.name, name, k, _of=of)
    hidden = frame.attrs
    if frame.empty:
        st.caption(f"No group has ratings of {k} {of.people}.")
        return
    dimension = of.dimension(name)
    on_click(
        group_rates(frame, of.measure, of.unit, of.binary, found.rate.value),
        f"by-{name}",
        f"Rate and coverage by {name}",
        lambda place: select(dimension.filters[int(frame.level.iloc[place])]),
    )
    said = "Strongest evidence of a difference from all others first; dotted: the whole. Click a group to select it."
    if hidden["hidden"]:
        said += f" {hidden['hidden']} groups with ratings of fewer than {k} {of.people} ({hidden['hidden_ratings']:,} ratings) are hidden."
    st.caption(said)
    with st.expander("The numbers", icon=":material/table:"):
        _table(frame, of.binary)


def _table(frame: pd.DataFrame, binary: bool) -> None:
    scale, number = (
        (100, st.column_config.NumberColumn(format="%.1f%%"))
        if binary
        else (1, st.column_config.NumberColumn(format="%.2f"))
    )
    shown = pd.DataFrame(
        {
            "Group": frame.label,
            "Rate": frame.value * scale,
            "Low": frame.low * scale,
            "High": frame.high * scale,
            "Rated": frame.n,
            "Users": frame.n_clusters,
            "Of": frame.total,
            "Coverage": frame.coverage * 100,
            "Design effect": frame.design_effect,
        }
    )
    config = {
        **dict.fromkeys(("Rate", "Low", "High"), number),
        "Coverage": st.column_config.NumberColumn(format="%.1f%%"),
    }
    st.dataframe(
        shown,
        hide_index=True,
        alt="Rates by group",
        column_config=config | {"Design effect": st.column_config.NumberColumn(format="%.2f")},
    )


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _happiness(path: str, generation: int, selection: str, feedback_name: str, _of: Ratings) -> Happiness:
    return feedback.happiness(_of, feedback.telling_stratum(_of))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _over_time(path: str, generation: int, selection: str, feedback_name: str, k: int, _of: Ratings) -> pd.DataFrame:
    return feedback.over_time(_of, k)


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _by(
    path: str, generation: int, selection: str, feedback_name: str, dimension: str, k: int, _of: Ratings
) -> pd.DataFrame:
    return feedback.by(_of, dimension, k)
