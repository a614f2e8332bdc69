"""What do users do after an answer? Implicit feedback (regenerated, edited, asked again, left), and whether it agrees
with the ratings.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.logs.ratings import Ratings
from analytics.signals.registry import answer_signals
from analytics.sql import identifier
from analytics.statistics.agreement import cohen_kappa
from analytics.statistics.intervals import Rate, rate
from analytics.statistics.resampling import clustered_difference

ACTIONS = answer_signals("reader")

ANY_RETRY = "Any of the first three"
"""Another answer, an edited prompt or the same question again. Leaving is not a retry: it can mean satisfaction."""

RETRY_DEFINITION = "another answer, an edited prompt, or the same question again"


def actions(connection: duckdb.DuckDBPyConnection, ratings: Ratings) -> pd.DataFrame:
    """One row per action, and one for ANY_RETRY.

    Columns: action, definition; value, low, high, n, n_clusters (how often it happens, over all answers or
    conversations); negative_with, negative_without, difference, difference_low, difference_high (1 - mean rating with
    and without the action); kappa, kappa_low, kappa_high (agreement of the action with a rating below 0.5); n_rated
    (rated rows with the action).

    A conversation has an action when one of its answers has it. Some actions are unknown for answers without a known
    prompt.
    """
    occurrences = _occurrences(connection, ratings)
    rows = [_row(ratings, one.title, one.formula, occurrences[one.name]) for one in ACTIONS]
    any_retry = np.fmax.reduce([occurrences[one.name] for one in ACTIONS[:3]])
    return pd.DataFrame([*rows, _row(ratings, ANY_RETRY, RETRY_DEFINITION, any_retry)])


def summary_text(table: pd.DataFrame, ratings: Ratings) -> str:
    """How often users retry, and how it relates to their ratings."""
    row, unit = table[table.action == ANY_RETRY].iloc[0], ratings.unit
    if not row.n:
        return f"These logs do not show what users did after these {unit}."
    if not row.value:
        return f"Users never asked for another answer, edited their prompt or asked again after these {row.n:,} {unit}."
    how_often = (
        f"After {row.value:.1%} of {row.n:,} {unit} users asked for another answer, edited their prompt or asked again "
        f"(95 % confidence interval {row.low:.1%} to {row.high:.1%})."
    )
    if np.isnan(row.difference):
        which = f"all rated {unit} are among them" if row.n_rated else f"none of those {unit} is rated"
        return f"{how_often} This cannot be compared with ratings: {which}."
    form = ".1%" if ratings.is_binary else ".2f"
    return (
        f"{how_often} Rated negative: {row.negative_with:{form}} of them, {row.negative_without:{form}} of the others. "
        f"Agreement with negative ratings: kappa {row.kappa:.2f} ({row.kappa_low:.2f} to {row.kappa_high:.2f})."
    )


def _row(ratings: Ratings, action: str, definition: str, occurs: np.ndarray) -> dict[str, object]:
    known = ~np.isnan(occurs)
    frequency = rate(occurs[known], ratings.users[known])
    is_rated = ratings.is_rated & known
    with_action = is_rated & (occurs == 1)
    negative_with, negative_without = _negative(ratings, with_action), _negative(ratings, is_rated & ~with_action)
    gap = clustered_difference(
        1 - ratings.values[is_rated], occurs[is_rated] == 1, np.asarray(pd.factorize(ratings.users[is_rated])[0])
    )
    kappa = cohen_kappa(
        occurs[is_rated].astype(int), (ratings.values[is_rated] < 0.5).astype(int), ratings.users[is_rated]
    )
    return {
        "action": action,
        "definition": definition,
        **{name: getattr(frequency, name) for name in ("value", "low", "high", "n", "n_clusters")},
        "negative_with": negative_with.value,
        "negative_without": negative_without.value,
        "difference": gap.value,
        "difference_low": gap.low,
        "difference_high": gap.high,
        "kappa": kappa.value,
        "kappa_low": kappa.low,
        "kappa_high": kappa.high,
        "n_rated": int(with_action.sum()),
    }


def _negative(ratings: Ratings, rows: np.ndarray) -> Rate:
    return rate(1 - ratings.values[rows], np.asarray(pd.factorize(ratings.users[rows])[0]))


def _occurrences(connection: duckdb.DuckDBPyConnection, ratings: Ratings) -> dict[str, np.ndarray]:
    """1, 0 or NaN (unknown) for each row, by action."""
    names = [one.name for one in ACTIONS]
    table = connection.sql(_query(ratings.unit, names)).to_arrow_table()
    doc_ids = table["doc_id"].to_numpy()
    if not len(doc_ids):
        return {name: np.full(len(ratings.doc_ids), np.nan) for name in names}
    place = np.minimum(np.searchsorted(doc_ids, ratings.doc_ids), len(doc_ids) - 1)
    is_known = doc_ids[place] == ratings.doc_ids
    return {name: np.where(is_known, table[name].to_numpy().astype(float)[place], np.nan) for name in names}


def _query(unit: str, names: list[str]) -> str:
    columns = [identifier(name) for name in names]
    if unit == "answers":
        values = ", ".join(f"{column}::DOUBLE AS {column}" for column in columns)
        return f"SELECT doc_id, {values} FROM behaviour ORDER BY doc_id"
    values = ", ".join(f"max({column})::DOUBLE AS {column}" for column in columns)
    return f"""SELECT first AS doc_id, {values} FROM conversations JOIN turns USING (conversation_id)
        JOIN behaviour ON behaviour.doc_id = turns.doc_id GROUP BY first ORDER BY first"""
