"""The pieces of the change page: what is compared, the split, and the strata behind it."""

from __future__ import annotations

import datetime

import pandas as pd
import streamlit as st

from analytics.ask.logs import change as ask
from analytics.ask.logs.change import Change, Sides
from analytics.ask.logs.feedback import telling_stratum
from analytics.ask.logs.ratings import Ratings
from analytics.errors import DataloupeError
from analytics.figures.intervals import interval_dots
from analytics.ui.components.charts import show
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page
from analytics.ui.logs.controls import pick_level

TIME = "before and after a day"

KEPT = 3

METHOD = """The rate among those who rate is a mean over strata, weighted by how often each is asked (traffic) and which share of it is rated.
Its change is split without remainder into three parts, each the Shapley value of one of the three moves, so that no order is preferred
(Kitagawa 1955, Shorrocks 2013): the strata are asked for more or less often; within a stratum more or fewer are rated; the same stratum is
rated differently. Only the last is something a model or a prompt can be praised or blamed for. Intervals leave out whole users at a time
(delete-a-group jackknife). Simpson's paradox is called where the difference turns its sign once both sides are given the same strata, and
neither interval holds zero."""


def pick_sides(of: Ratings) -> Sides | None:
    """What is compared with what; None where there is nothing to compare."""
    span, rated = ask.days(of), ask.comparable(of)
    options = [*([TIME] if span else []), *rated]
    if not options:
        return None
    choice = st.selectbox("Compare", options, key="compare", bind="query-params", width=230)
    if choice not in options:
        raise DataloupeError(f"there is nothing called {choice!r} to compare - there is {', '.join(options)}")
    if choice != TIME or span is None:
        first = pick_level(of, str(choice), "First", "first", default=rated[str(choice)][0])
        second = pick_level(of, str(choice), "Second", "second", default=rated[str(choice)][1])
        if first == second:
            raise DataloupeError(f"both sides are {of.dimension(str(choice)).labels[first]!r} - pick two")
        return ask.levels(of, str(choice), first, second)
    start, end = span
    middle = start + datetime.timedelta(days=((end - start).days + 1) // 2)
    day = st.date_input(
        "From",
        middle,
        start,
        end,
        key="day",
        bind="query-params",
        width=170,
        help="This day and all later ones, against all before.",
    )
    if not start < day <= end:
        raise DataloupeError(f"there is nothing before {day} to compare with - pick a day after {start}, up to {end}")
    return ask.split(of, day)


def pick_stratum(of: Ratings, sides: Sides) -> str | None:
    """By what the change is split: first the dimension that tells best who rates."""
    there = ask.stratifiers(of, sides)
    if not there:
        return None
    telling = telling_stratum(of)
    choice = st.selectbox(
        "Split by",
        there,
        index=there.index(telling) if telling in there else 0,
        key="stratum",
        bind="query-params",
        width=200,
    )
    if choice not in there:
        raise DataloupeError(f"the change cannot be split by {choice!r} - there is {', '.join(there)}")
    return choice


def change(page: Page, of: Ratings, sides: Sides, stratum: str | None) -> Change:
    """The answer, from the cache where workspace, selection and question are the same."""
    return _change(
        str(page.workspace.path),
        page.manifest.generation,
        page.selection.to_url(),
        of.name,
        sides.names,
        stratum,
        _of=of,
        _sides=sides,
    )


def parts(found: Change) -> None:
    """The change and its three parts, with what they mean."""
    show(
        interval_dots(
            found.table(),
            percent=found.ratings.binary,
            reference=0,
            title="change, in points" if found.ratings.binary else "change",
            signed=True,
        ),
        found.why(),
    )
    with st.popover("How it is split", icon=":material/info:"):
        st.text(" ".join(METHOD.split()))


def strata(found: Change, k: int) -> None:
    """Which strata the parts come from; those with few ratings on a side show no rate."""
    frame = found.strata()
    scale = 100 if found.ratings.binary else 1
    few_before, few_after = frame.rated_before < k, frame.rated_after < k
    shown = pd.DataFrame(
        {
            found.stratum or "all": frame.label,
            "Before": (frame.rate_before * scale).mask(few_before),
            "After": (frame.rate_after * scale).mask(few_after),
            "Rated before": frame.rated_before.astype(int),
            "Rated after": frame.rated_after.astype(int),
            "Of before": frame.turns_before.astype(int),
            "Of after": frame.turns_after.astype(int),
            "Mix": frame.mix * scale,
            "Who rates": frame.who_rates * scale,
            "Within": frame.within * scale,
        }
    )
    rate = st.column_config.NumberColumn(format="%.1f%%" if found.ratings.binary else "%.2f")
    point = st.column_config.NumberColumn(format="%+.2f", help="Points that this row adds to the change of the whole.")
    config = {**dict.fromkeys(("Before", "After"), rate), **dict.fromkeys(("Mix", "Who rates", "Within"), point)}
    st.dataframe(shown, hide_index=True, alt="The parts of the change by stratum", column_config=config)
    if (few_before | few_after).any():
        st.caption(f"Rates from fewer than {k} ratings are not shown.")


def standardised(found: Change) -> None:
    """The change between like and like."""
    one = found.standardised
    said = f"Both sides given the same {found.stratum} (directly standardised): {found.points(one.adjusted)}."
    st.caption(plain(f"{said} {one.overlap:.0%} of the ratings are where both sides can be compared."))


@st.cache_resource(max_entries=KEPT, show_spinner=False)
def _change(
    path: str,
    generation: int,
    selection: str,
    name: str,
    sides: tuple[str, str],
    stratum: str | None,
    _of: Ratings,
    _sides: Sides,
) -> Change:
    return ask.change(_of, _sides, stratum)
