"""The change page: what to compare, the components of the change, and the strata behind them."""

from __future__ import annotations

import datetime

import streamlit as st

from analytics.ask.logs import change as ask
from analytics.ask.logs.change import Change
from analytics.ask.logs.compared_groups import (
    ComparedGroups,
    before_and_after,
    comparable_levels,
    rated_days,
    stratifiers,
    two_levels,
)
from analytics.ask.logs.feedback import best_stratifier
from analytics.ask.logs.ratings import Ratings
from analytics.errors import DataloupeError
from analytics.figures.intervals import interval_dots
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.old_links import rename_old_dimension
from analytics.ui.frame.page import Page
from analytics.ui.logs.controls import pick_level
from analytics.ui.logs.ratings import keyed, rating_column

TIME = "before and after a day"

METHOD = (
    "The rate among rated answers is a mean over strata. The weight of a stratum is its share of the traffic times its "
    "coverage (the share that is rated). The change of the rate is the sum of three components, each a Shapley value, "
    "so that the order does not matter (Kitagawa 1955, Shorrocks 2013): the shares of the strata change, the coverage "
    "within a stratum changes, and the ratings within the same stratum differ. Only columns that are fixed before the "
    "answer are strata: a property of the answer is part of what is rated. The last component still depends on which "
    "users of a stratum rate: its bounds assume nothing about unrated answers (Manski 1989). It is called a change of "
    "quality only if these bounds exclude zero. Intervals leave out groups of users (delete-a-group jackknife). "
    "Simpson's paradox is reported when the difference has the other sign after both sides are given the same strata, "
    "and neither interval includes zero."
)


def pick_pair(ratings: Ratings) -> ComparedGroups | None:
    """What to compare; None when there is nothing to compare."""
    days, levels = rated_days(ratings), comparable_levels(ratings)
    options = [*([TIME] if days else []), *levels]
    if not options:
        return None
    rename_old_dimension("compare", options, "prompt")
    choice = st.selectbox("Compare", options, key="compare", bind="query-params", width=230)
    if choice not in options:
        raise DataloupeError(f"{choice!r} cannot be compared. There are: {', '.join(options)}.")
    if choice == TIME and days is not None:
        return _pick_day(ratings, *days)
    first = pick_level(ratings, choice, "First", "first", default=levels[choice][0])
    second = pick_level(ratings, choice, "Second", "second", default=levels[choice][1])
    if first == second:
        raise DataloupeError(
            f"Both sides are {ratings.dimension(choice).labels[first]!r}. Choose two different values."
        )
    return two_levels(ratings, choice, first, second)


def _pick_day(ratings: Ratings, start: datetime.date, end: datetime.date) -> ComparedGroups:
    middle = start + datetime.timedelta(days=((end - start).days + 1) // 2)
    day = st.date_input(
        "First day of the second period",
        middle,
        start,
        end,
        key="day",
        bind="query-params",
        width=230,
        help="This day and all later days are compared with all earlier days.",
    )
    if not start < day <= end:
        raise DataloupeError(f"There are no ratings before {day}. Choose a day after {start}, up to {end}.")
    return before_and_after(ratings, day)


def pick_stratifier(ratings: Ratings, pair: ComparedGroups) -> str | None:
    """By which dimension to decompose the change; by default the one with the largest differences of coverage."""
    names = stratifiers(ratings, pair)
    if not names:
        return None
    rename_old_dimension("stratum", names, "prompt")
    best = best_stratifier(ratings)
    index = names.index(best) if best in names else 0
    choice = st.selectbox("Decompose by", names, index=index, key="stratum", bind="query-params", width=200)
    if choice not in names:
        raise DataloupeError(f"The change cannot be decomposed by {choice!r}. There are: {', '.join(names)}.")
    return choice


def change(page: Page, ratings: Ratings, pair: ComparedGroups, stratifier: str | None) -> Change:
    """The change, cached."""
    return page.derive(ask.change, keyed(ratings), Keyed(pair, pair.names), stratifier, shared=Shared(max_entries=3))


def components(change: Change) -> None:
    """The change and its three components."""
    is_binary = change.ratings.is_binary
    title = "change, in points" if is_binary else "change"
    show(
        interval_dots(change.components(), percent=is_binary, reference=0, title=title, signed=True),
        change.decomposition_text(),
    )
    with st.popover("Method", icon=":material/info:"):
        st.text(METHOD)


def standardised(change: Change) -> None:
    """The change with the same strata on both sides."""
    one = change.standardised
    text = (
        f"With the same {change.stratifier} on both sides (directly standardised): "
        f"{change.estimate_text(one.adjusted)}. Both sides can be compared for {one.overlap:.0%} of the ratings."
    )
    st.caption(plain(text))


def strata(change: Change, k: int) -> None:
    """The components by stratum; rates of few ratings are hidden."""
    rows = change.strata()
    few_before, few_after = rows.rated_before < k, rows.rated_after < k
    rows = rows.assign(rate_before=rows.rate_before.mask(few_before), rate_after=rows.rate_after.mask(few_after))
    scale = 100 if change.ratings.is_binary else 1
    contributions = {name: rows[name] * scale for name in ("mix", "who_rates", "within")}
    added = "Contribution of this row to the total change" + (", in points." if scale == 100 else ".")
    columns = {
        "label": formats.text(change.stratifier or "all"),
        "rate_before": rating_column(change.ratings, "Before"),
        "rate_after": rating_column(change.ratings, "After"),
        "rated_before": formats.count("Rated before"),
        "rated_after": formats.count("Rated after"),
        "turns_before": formats.count("All before"),
        "turns_after": formats.count("All after"),
        "mix": formats.number("Mix", signed=True, help=added),
        "who_rates": formats.number("Coverage", signed=True, help=added),
        "within": formats.number("Within", signed=True, help=added),
    }
    table(rows.assign(**contributions), columns, "The components of the change by stratum")
    if (few_before | few_after).any():
        st.caption(f"Rates based on fewer than {k} ratings are hidden.")
