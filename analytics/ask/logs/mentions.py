"""Does the model behave differently when a prompt mentions a group of people?"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.logs.behaviour import Measurement
from analytics.ask.logs.ratings import Ratings
from analytics.statistics.intervals import Rate, rate
from analytics.statistics.resampling import clustered_difference

NO_MENTION = "no group mentioned"
COLUMNS = ["label", "value", "low", "high", "n", "n_clusters", "difference", "difference_low", "difference_high"]


@dataclass(frozen=True)
class MentionRates:
    """`table` has one row per group that prompts mention: label, value, low, high, n, n_clusters, and difference,
    difference_low, difference_high from the prompts that mention no group.

    The strongest evidence comes first, NO_MENTION last. A prompt that mentions two groups counts for both, so the rows
    share answers. `hidden_groups` counts the groups in prompts of too few users.
    """

    table: pd.DataFrame = field(repr=False)
    hidden_groups: int


def measure_by_mention(connection: duckdb.DuckDBPyConnection, measurement: Measurement, k: int) -> MentionRates:
    """The measure by mentioned group, on its own scale. Groups in prompts of fewer than `k` users are hidden."""
    answers = measurement.answers
    places = _places(connection, answers)
    without_mention = answers.is_rated.copy()
    without_mention[np.concatenate([np.zeros(0, int), *places.values()])] = False
    baseline = _rate(answers, np.flatnonzero(without_mention))
    rates = {label: _rate(answers, place[answers.is_rated[place]]) for label, place in places.items()}
    rows = [
        (*_row(label, one), *_gap(answers, places[label], without_mention))
        for label, one in rates.items()
        if one.n_clusters >= k
    ]
    table = pd.DataFrame(rows, columns=COLUMNS)
    evidence = np.maximum(table.difference_low, -table.difference_high)
    table = table.loc[evidence.sort_values(ascending=False, kind="stable").index]
    if len(table) and baseline.n:
        nothing = float("nan")
        table.loc[len(table)] = [*_row(NO_MENTION, baseline), nothing, nothing, nothing]
    hidden = sum(one.n > 0 for one in rates.values() if one.n_clusters < k)
    return MentionRates(measurement.rescale(table.reset_index(drop=True)), hidden)


def _places(connection: duckdb.DuckDBPyConnection, answers: Ratings) -> dict[str, np.ndarray]:
    """The rows of `answers` whose prompt mentions each group."""
    mentions = connection.execute("SELECT doc_id, unnest(mentions) AS label FROM behaviour").df()
    mentions = mentions[mentions.doc_id.isin(answers.doc_ids)]
    mentions = mentions.assign(place=np.searchsorted(answers.doc_ids, mentions.doc_id))
    return {str(label): places.to_numpy(int) for label, places in mentions.groupby("label").place}


def _rate(answers: Ratings, rows: np.ndarray) -> Rate:
    return rate(answers.values[rows], answers.users[rows])


def _row(label: str, one: Rate) -> tuple[object, ...]:
    return label, one.value, one.low, one.high, one.n, one.n_clusters


def _gap(answers: Ratings, place: np.ndarray, without_mention: np.ndarray) -> tuple[float, float, float]:
    """The mean of these rows minus that of the answers without a mention; the same user can have both."""
    is_mention = np.zeros(len(without_mention), bool)
    is_mention[place] = True
    rows = (is_mention & answers.is_rated) | without_mention
    users = np.asarray(pd.factorize(answers.users[rows])[0])
    gap = clustered_difference(answers.values[rows], is_mention[rows], users)
    return gap.value, gap.low, gap.high
