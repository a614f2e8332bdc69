"""Which model wins, is it ahead beyond chance, and can the judges be trusted?"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import numpy as np

from analytics.ask.logs import preferences
from analytics.ask.logs.comparisons import Comparisons, load_comparisons
from analytics.ask.logs.judges import agreement, human_agreement, position_effect
from analytics.ask.selection import ALL
from analytics.errors import DataloupeError
from analytics.findings.finding import ACTION, DESCRIPTION, NUMBER, Finding, distance_from
from analytics.findings.p_values import p_of_estimate
from analytics.findings.text import name_of, percent
from analytics.statistics.intervals import rate

TABLES = ("documents", "comparisons")
MIN_COMPARISONS = 30
LOW_AGREEMENT = 0.667
"""Below this alpha, verdicts support no firm conclusion. Source: Krippendorff 2018, chapter 12."""


def candidates(connection: duckdb.DuckDBPyConnection) -> Iterator[Finding]:
    """The model that wins most, the effect of the first position, and the agreement of the judges."""
    comparisons = load_comparisons(connection, ALL)
    if len(comparisons) < MIN_COMPARISONS:
        return
    yield from _winner(comparisons)
    yield from _position(comparisons)
    yield from _agreement(comparisons)
    yield from _people_and_models(comparisons)
    yield _ties(comparisons)


def _winner(comparisons: Comparisons) -> Iterator[Finding]:
    """The strongest model of all judges. The p-value counts every model that could have been the strongest."""
    try:
        table = preferences.scores(comparisons, preferences.rank(comparisons))
    except DataloupeError:
        return  # no two models are connected by comparisons
    best = int(table.model.iloc[0])
    is_a, is_b = comparisons.a == best, comparisons.b == best
    outcome = np.concatenate([comparisons.outcome[is_a], 1 - comparisons.outcome[is_b]])
    wins = rate(outcome, np.concatenate([comparisons.clusters[is_a], comparisons.clusters[is_b]]))
    yield Finding(
        kind="winner",
        sentence=f"{name_of(table.label.iloc[0])} wins {percent(wins.value)} of its {wins.n:,} comparisons.",
        value=wins.value,
        low=wins.low,
        high=wins.high,
        n=wins.n,
        page="preferences",
        share_affected=wins.n / len(comparisons),
        strength=distance_from(0.5, wins.low, wins.high),
        reference=0.5,
        p_value=min(p_of_estimate(wins, 0.5) * len(table), 1.0),
    )


def _position(comparisons: Comparisons) -> Iterator[Finding]:
    effect = position_effect(comparisons)
    if effect is None or effect.n < MIN_COMPARISONS:
        return
    yield Finding(
        kind="first_position",
        sentence=f"Judges choose the answer shown first in {percent(effect.value)} of {effect.n:,} comparisons.",
        value=effect.value,
        low=effect.low,
        high=effect.high,
        n=effect.n,
        page="preferences",
        share_affected=effect.n / len(comparisons),
        strength=distance_from(0.5, effect.low, effect.high),
        reference=0.5,
        p_value=p_of_estimate(effect, 0.5),
    )


def _agreement(comparisons: Comparisons) -> Iterator[Finding]:
    alpha = agreement(comparisons)
    if not alpha.n_units or not np.isfinite([alpha.value, alpha.low, alpha.high]).all():
        return
    is_low = alpha.high < LOW_AGREEMENT
    verb = "agree only in part" if is_low else "agree"
    yield Finding(
        kind="judges",
        sentence=f"Judges {verb}: alpha {alpha.value:.2f} (0 is chance, 1 is perfect).",
        value=alpha.value,
        low=alpha.low,
        high=alpha.high,
        n=alpha.n_units,
        page="preferences",
        share_affected=1.0,
        strength=max(LOW_AGREEMENT - alpha.high, 0.0) if is_low else 0.1,
        weight=ACTION if is_low else DESCRIPTION,
        unit=NUMBER,
    )


def _people_and_models(comparisons: Comparisons) -> Iterator[Finding]:
    """Whether model judges decide as people do, beyond chance."""
    both = human_agreement(comparisons)
    if both is None or not np.isfinite([both.kappa.value, both.kappa.low, both.kappa.high]).all():
        return
    is_low = both.kappa.high < LOW_AGREEMENT
    yield Finding(
        kind="model_judges",
        sentence=f"People and model judges agree on {percent(both.share)} of verdicts: kappa {both.kappa.value:.2f} "
        "(0 is chance).",
        value=both.kappa.value,
        low=both.kappa.low,
        high=both.kappa.high,
        n=both.kappa.n_units,
        page="preferences",
        share_affected=float((comparisons.kinds == "model").mean()),
        strength=max(LOW_AGREEMENT - both.kappa.high, 0.0) if is_low else 0.1,
        weight=ACTION if is_low else DESCRIPTION,
        unit=NUMBER,
    )


def _ties(comparisons: Comparisons) -> Finding:
    """How many comparisons have no winner: a description."""
    ties = comparisons.ties
    return Finding(
        kind="ties",
        sentence=f"{percent(ties.value)} of {len(comparisons):,} comparisons are ties.",
        value=ties.value,
        low=ties.low,
        high=ties.high,
        n=len(comparisons),
        page="preferences",
        share_affected=ties.value,
        strength=0.1,
        weight=DESCRIPTION,
    )
