"""The outcome of a recipe as tables: by step, and by source."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analytics.ask.duplicates import MAJOR_LOSS
from analytics.errors import DataloupeError
from analytics.recipe.outcome import Outcome


def by_step(outcome: Outcome, within: np.ndarray) -> pd.DataFrame:
    """What each step removes or tags of the documents `within` (bool): step (its number from 0), documents, tokens,
    alone_documents, alone_tokens (if it is the only step); NA: unknown, or the step is off or counts nothing.
    """
    names = ["documents", "tokens", "alone_documents", "alone_tokens"]
    rows = []
    for index in range(len(outcome.recipe.steps)):
        numbers: list[int | None] = [None] * len(names)
        if index in outcome.alone:
            here = outcome.counts(outcome.affected(index) & within)
            alone = outcome.counts(outcome.alone[index] & within)
            numbers = [here.documents, here.tokens, alone.documents, alone.tokens]
        rows.append((index, *numbers))
    return pd.DataFrame(rows, columns=["step", *names]).astype(dict.fromkeys(names, "Int64"))


def by_source(outcome: Outcome, within: np.ndarray, unit: str = "documents") -> pd.DataFrame:
    """What is kept of each source, in documents or tokens, the largest first: source, all, kept, lost (share), and a
    column for each removing step (its number from 0). Raises DataloupeError for tokens that are not counted yet.
    """
    if unit == "tokens" and outcome.tokens is None:
        raise DataloupeError("Tokens are not counted yet. Build the workspace again.")
    ones = np.ones(len(outcome.doc_ids), np.int64)
    weight = outcome.tokens if unit == "tokens" and outcome.tokens is not None else ones

    def summed(chosen: np.ndarray) -> np.ndarray:
        return np.bincount(outcome.source[chosen], weight[chosen], len(outcome.sources)).astype(np.int64)

    frame = pd.DataFrame(
        {"source": list(outcome.sources), "all": summed(within), "kept": summed(within & outcome.kept)}
    )
    frame["lost"] = 1 - (frame["kept"] / frame["all"].where(frame["all"] > 0))
    for index in outcome.removing:
        frame[index] = summed(within & (outcome.first == index))
    return frame[frame["all"] > 0].sort_values(["all", "source"], ascending=[False, True], ignore_index=True)


def remaining(outcome: Outcome, unit: str = "documents") -> pd.DataFrame:
    """What is left of each source at first and after each removing step, in documents or tokens: stage (0: all), step
    (its number from 0; -1 for all), source, amount. Raises DataloupeError for tokens that are not counted yet.
    """
    sources = by_source(outcome, np.ones(len(outcome.doc_ids), bool), unit)
    left, rows = sources["all"].copy(), []
    for stage, step in enumerate((-1, *outcome.removing)):
        left = left if step < 0 else left - sources[step]
        rows.append(pd.DataFrame({"stage": stage, "step": step, "source": sources.source, "amount": left}))
    return pd.concat(rows, ignore_index=True)


def sources_mostly_removed(sources: pd.DataFrame) -> pd.DataFrame:
    """The sources of `by_source` that lose more than half, the largest loss first."""
    return sources[sources.lost > MAJOR_LOSS].sort_values("lost", ascending=False, kind="stable", ignore_index=True)
