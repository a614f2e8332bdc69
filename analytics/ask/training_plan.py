"""How often is each source seen in training, for given weights and a budget of tokens?"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.ask.size import format_count
from analytics.errors import DataloupeError

MANY_EPOCHS = 4
"""Up to four epochs, repeated data train about as well as new data (Muennighoff et al. 2023, "Scaling data-constrained
language models").
"""

SCHEMES = {"by kept tokens": 1.0, "by the square root of kept tokens": 0.5, "equal": 0.0}
"""The weights before edits: kept tokens to this power (temperature sampling with 1 / power)."""

GPT3 = pd.DataFrame(
    [
        ("Common Crawl (filtered)", 410e9, 0.60, 0.44),
        ("WebText2", 19e9, 0.22, 2.9),
        ("Books1", 12e9, 0.08, 1.9),
        ("Books2", 55e9, 0.08, 0.43),
        ("Wikipedia", 3e9, 0.03, 3.4),
    ],
    columns=["source", "kept", "weight", "published_epochs"],
)
"""Brown et al. 2020, "Language models are few-shot learners", table 2.2, as published. Its rounded weights sum to
101 %.
"""
GPT3_BUDGET = 300e9


def source_weights(kept: pd.Series, scheme: str, edited: Mapping[str, float]) -> pd.Series:
    """The share of each source in training, which sum to 1. `kept` has the kept tokens by source.

    Edited shares stay as they are, and the scheme divides the remainder among the other sources. Edited shares that sum
    to more than 1 are scaled down. A source without kept tokens has the share 0. Raises DataloupeError for an unknown
    scheme or a negative share.
    """
    if scheme not in SCHEMES:
        raise DataloupeError(f"There is no weighting {scheme!r}. There are: {', '.join(SCHEMES)}.")
    if any(not share >= 0 for share in edited.values()):
        raise DataloupeError("A share cannot be negative.")
    tokens = kept.to_numpy(float)
    fixed = np.array([edited.get(str(source), np.nan) for source in kept.index], float)
    fixed = np.where(tokens > 0, fixed, 0.0)
    is_free = np.isnan(fixed)
    by_scheme = np.where(is_free, np.power(np.maximum(tokens, 1.0), SCHEMES[scheme]), 0.0)
    remainder = max(1.0 - np.nansum(fixed), 0.0)
    scale = remainder / by_scheme.sum() if by_scheme.sum() else 0.0
    share = np.where(is_free, by_scheme * scale, fixed)
    return pd.Series(share / share.sum() if share.sum() else share, kept.index, dtype=float)


def training_plan(kept: pd.Series, weights: pd.Series, budget: float) -> pd.DataFrame:
    """What a budget of tokens means for each source: kept, weight, trained (tokens seen), epochs (how often each token
    is seen; NaN for a source without kept tokens).
    """
    trained = weights * budget
    epochs = (trained / kept).where(kept > 0)
    return pd.DataFrame({"kept": kept, "weight": weights, "trained": trained, "epochs": epochs})


def summary_text(sources: pd.DataFrame, plan: pd.DataFrame, budget: float) -> str:
    """What the steps remove and what the budget means, in words. `sources` as of ask.mixture.outcomes_by_source."""
    tokens, kept = sources.tokens.sum(), sources.kept_tokens.sum()
    if not tokens:
        return "There are no tokens to train on."
    by_rules, by_duplicates = sources.rules_tokens.sum() / tokens, sources.duplicates_tokens.sum() / tokens
    text = (
        f"Of {format_count(tokens)} tokens (est.), the rules remove {by_rules:.1%} and deduplication "
        f"{by_duplicates:.1%}; {format_count(kept)} are kept."
    )
    if not kept or not plan.weight.sum():
        return text
    text += f" A budget of {format_count(budget)} uses each of them {_times(budget / kept)} on average"
    source, epochs = plan.epochs.idxmax(), plan.epochs.max()
    if epochs > 1.005 * budget / kept:
        text += f", and those of {source}, the most repeated source, {_times(epochs)}"
    return text + "."


def _times(epochs: float) -> str:
    if f"{epochs:.2g}" == "1":
        return "once"
    return f"{epochs:.2g} times" if epochs < 100 else f"{epochs:,.0f} times"
