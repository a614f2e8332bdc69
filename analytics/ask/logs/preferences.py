"""Which model's answers win?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.ask.logs.comparisons import Comparisons
from analytics.statistics.preferences import Ranking, bradley_terry, head_to_head


def rank(comparisons: Comparisons, control_length: bool = False) -> Ranking:
    """Bradley-Terry strengths on an Elo scale; with `control_length`, between answers of equal length.

    Raises DataloupeError when no models can be ranked.
    """
    if not control_length:
        one = comparisons
        return bradley_terry(one.a, one.b, one.outcome, one.clusters, judges=one.crossed)
    known = comparisons.keep(np.isfinite(comparisons.log_length_ratio))
    return bradley_terry(
        known.a, known.b, known.outcome, known.clusters, known.log_length_ratio[:, None], known.crossed
    )


def scores(comparisons: Comparisons, ranking: Ranking) -> pd.DataFrame:
    """The ranking with the names of the models: label, value, low, high, hover, n, wins."""
    labels = [comparisons.models[code] for code in ranking.scores.model]
    table = ranking.scores.assign(label=labels).rename(columns={"elo": "value"})
    hover = [
        f"{row.value:,.0f} ({row.low:,.0f} to {row.high:,.0f}), wins {row.wins:,.1f} of {row.n:,}"
        for row in table.itertuples()
    ]
    return table.assign(hover=hover)


def summary_text(comparisons: Comparisons, ranking: Ranking) -> str:
    """Which model wins, by how much, and on what evidence."""
    best, *others = scores(comparisons, ranking).itertuples()
    text = (
        f"{best.label} wins {best.wins / best.n:.0%} of its {best.n:,} comparisons: {best.value:,.0f} on the Elo scale "
        f"(95 % confidence interval {best.low:,.0f} to {best.high:,.0f})"
    )
    if others:
        overlap = "" if best.low > others[0].high else " (the intervals overlap)"
        text += f", ahead of {others[0].label} with {others[0].value:,.0f}{overlap}"
    n_judges = len(np.unique(comparisons.judges[comparisons.judges >= 0]))
    n_prompts = len(np.unique(comparisons.prompts[comparisons.prompts >= 0]))
    return (
        f"{text}. {len(comparisons):,} comparisons of {len(comparisons.models)} models on {n_prompts:,} prompts "
        f"by {n_judges:,} judge{'s' * (n_judges != 1)}; {comparisons.ties.value:.0%} are ties."
    )


def win_rates(comparisons: Comparisons) -> pd.DataFrame:
    """The win rate of each model against each that it was compared with: model, opponent (codes), value, low, high,
    n.
    """
    n_models = len(comparisons.models)
    one = comparisons
    return head_to_head(one.a, one.b, one.outcome, n_models, one.clusters, one.crossed)
