"""How many ratings are negative, and where and since when are users less happy, beyond chance?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.logs.change import change
from analytics.ask.logs.compared_groups import before_and_after, stratifiers
from analytics.ask.logs.feedback import best_stratifier, satisfaction
from analytics.ask.logs.feedback_kinds import feedback_kinds
from analytics.ask.logs.ratings import Ratings, load_ratings
from analytics.ask.logs.slices import SearchSettings, default_dimensions, search_slices
from analytics.findings.finding import DESCRIPTION, NUMBER, POINTS, SHARE, Finding, distance_from
from analytics.findings.p_values import p_of_estimate
from analytics.findings.text import name_of, percent, points
from analytics.statistics.intervals import Estimate
from analytics.statistics.slices import Conditions

TABLES = ("documents", "turns", "feedback")
MIN_RATINGS = 30
MAX_SLICES, MAX_WEEKS = 3, 12


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """Of the most frequent kind of feedback: the rate, the worst slices, and the changes over time."""
    kinds = feedback_kinds(connection)
    if not kinds or kinds[0].ratings < MIN_RATINGS:
        return
    ratings = load_ratings(connection, kinds[0].name)
    yield _rate(ratings)
    yield from _slices(ratings)
    yield from _changes(ratings)


def _rate(ratings: Ratings) -> Finding:
    """The share of positive ratings, or their mean: a description of what was rated."""
    result = satisfaction(ratings)
    rate, rated = result.rate, result.coverage
    coverage = "All" if rated.value == 1 else f"{percent(rated.value)} of"
    of_these = (
        f"{percent(rate.value)} of these are positive" if ratings.is_binary else f"their mean is {rate.value:.2f} of 1"
    )
    return Finding(
        kind="ratings",
        sentence=f"{coverage} {ratings.unit} are rated; {of_these}.",
        value=rate.value,
        low=rate.low,
        high=rate.high,
        n=rate.n,
        page="feedback",
        share_affected=rated.value,
        strength=1 - rate.high,
        weight=DESCRIPTION,
        unit=SHARE if ratings.is_binary else NUMBER,
    )


def _slices(ratings: Ratings) -> Iterator[Finding]:
    """The slices that the other half of the users confirms. Their q-values are corrected for the whole search."""
    names = default_dimensions(ratings)
    if not names or not ratings.has_users:
        return
    result = search_slices(ratings, SearchSettings(tuple(names)))
    n_rated = int(ratings.is_rated.sum())
    for one in result.independent[:MAX_SLICES]:
        adjusted, size = one.adjusted, _size(ratings, one.adjusted.value)
        yield Finding(
            kind="unhappy_users",
            sentence=f"Ratings are {size} more negative with {_group(ratings, one.conditions)}.",
            value=adjusted.value,
            low=adjusted.low,
            high=adjusted.high,
            n=one.n,
            page="slices",
            share_affected=one.n / n_rated,
            strength=distance_from(0, adjusted.low, adjusted.high),
            unit=POINTS if ratings.is_binary else NUMBER,
            p_value=one.q_value,
            filters=result.filters(one),
        )


def _changes(ratings: Ratings) -> Iterator[Finding]:
    """The first days of weeks from which the rate, and who rates, changed most, each as one candidate whose p-value
    counts all weeks (Bonferroni).
    """
    days = _weeks(ratings) if ratings.identifies_users else []
    totals, components = [], []
    for day in days:
        pair = before_and_after(ratings, day)
        names = stratifiers(ratings, pair)
        stratifier = best_stratifier(replace(ratings, dimensions={name: ratings.dimensions[name] for name in names}))
        result = change(ratings, pair, stratifier).decomposition
        totals.append(_change(ratings, day, result.total))
        if stratifier is not None:
            components.append(_who_rates(ratings, day, result.who_rates))
    for candidates in (totals, components):
        known = [one for one in candidates if one.p_value is not None and not np.isnan(one.p_value)]
        if known:
            clearest = min(known, key=lambda one: (one.p_value, one.sentence))
            yield replace(clearest, p_value=min(len(known) * (clearest.p_value or 0.0), 1.0))


def _weeks(ratings: Ratings) -> list[pd.Timestamp]:
    """The Mondays with at least `MIN_RATINGS` ratings on each side, at most `MAX_WEEKS` of them."""
    times = pd.Series(ratings.times[ratings.is_rated & ~np.isnat(ratings.times)]).sort_values()
    if len(times) < 2 * MIN_RATINGS:
        return []
    first, last = times.iloc[MIN_RATINGS - 1], times.iloc[-MIN_RATINGS]
    mondays = pd.date_range(first.normalize() + pd.Timedelta(days=1), last, freq="W-MON")
    step = -(-len(mondays) // MAX_WEEKS) or 1
    return list(mondays[::step])


def _change(ratings: Ratings, day: pd.Timestamp, total: Estimate) -> Finding:
    verb = "rose" if total.value > 0 else "fell"
    what = "The share of positive ratings" if ratings.is_binary else "The mean rating"
    return Finding(
        kind="change",
        sentence=f"{what} {verb} by {_size(ratings, total.value)} from {day:%-d %b %Y}.",
        value=total.value,
        low=total.low,
        high=total.high,
        n=int(np.sum(ratings.is_rated)),
        page="change",
        share_affected=1.0,
        strength=distance_from(0, total.low, total.high),
        unit=POINTS if ratings.is_binary else NUMBER,
        p_value=p_of_estimate(total),
        parameters=(("day", f"{day:%Y-%m-%d}"),),
    )


def _who_rates(ratings: Ratings, day: pd.Timestamp, component: Estimate) -> Finding:
    verb, size = "raises" if component.value > 0 else "lowers", _size(ratings, component.value)
    return Finding(
        kind="who_rates",
        sentence=f"Since {day:%-d %b %Y} different answers are rated; this alone {verb} ratings {size}.",
        value=component.value,
        low=component.low,
        high=component.high,
        n=int(np.sum(ratings.is_rated)),
        page="change",
        share_affected=1.0,
        strength=distance_from(0, component.low, component.high),
        unit=POINTS if ratings.is_binary else NUMBER,
        p_value=p_of_estimate(component),
        parameters=(("day", f"{day:%Y-%m-%d}"),),
    )


def _size(ratings: Ratings, value: float) -> str:
    return points(value) if ratings.is_binary else f"{abs(value):.2f}"


def _group(ratings: Ratings, conditions: Conditions) -> str:
    """`model swift-2, language de`."""
    labels = {name: ratings.dimensions[name].labels for name, _ in conditions}
    return ", ".join(f"{name} {name_of(labels[name][level])}" for name, level in conditions)
