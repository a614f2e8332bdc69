"""What do users do, beside what they say? Regenerated, edited, asked again, left: implicit feedback, and whether it
agrees with the ratings.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.logs.ratings import Ratings
from analytics.signals.registry import answer_signals
from analytics.sql import identifier
from analytics.statistics.agreement import Agreement, cohen_kappa
from analytics.statistics.intervals import Rate, difference, rate

ANY = "any of the first three"
"""Asked for another answer, edited or asked again: something was wrong enough to be said twice. To leave may mean that
all is well.
"""


ACTIONS = answer_signals("reader")


def actions(connection: duckdb.DuckDBPyConnection, of: Ratings) -> pd.DataFrame:
    """One row an action, and one for ANY: action, definition, value, low, high, n, n_clusters (how often it is done,
    over all answers or conversations); unhappy_if, unhappy_else, and difference, difference_low, difference_high (1 -
    mean rating with and without it); kappa, kappa_low, kappa_high (agreement of the action with a rating below one
    half), and both (rated rows with the action).

    A conversation has an action when one of its answers has. Answers whose prompt is not known say nothing of some
    actions.
    """
    done = _done(connection, of)
    done[ANY] = np.fmax.reduce([done[one.name] for one in ACTIONS[:3]])
    titles = {one.name: (one.title, one.formula) for one in ACTIONS} | {
        ANY: (ANY.capitalize(), "another answer, an edited prompt, or the same asked again")
    }
    return pd.DataFrame([_row(of, *titles[name], values) for name, values in done.items()])


def summary_text(frame: pd.DataFrame, of: Ratings) -> str:
    """The answer in words and numbers."""
    row = frame[frame.action == ANY.capitalize()].iloc[0]
    if not row.n:
        return f"Nothing is known of what users did after these {of.unit}."
    if not row.value:
        return f"After none of {row.n:,} {of.unit} did users ask for another answer, edit their prompt or ask again, as far as these logs show."
    said = f"After {row.value:.1%} of {row.n:,} {of.unit} users asked for another answer, edited their prompt or asked again (95 % interval {row.low:.1%} to {row.high:.1%})."
    if np.isnan(row.difference):
        return (
            said
            + (f" None of those {of.unit} is rated" if not row.both else f" All rated {of.unit} are among them")
            + ", so it cannot be held against what users say."
        )
    share = "{:.1%}" if of.binary else "{:.2f}"
    said += f" Rated unhappy: {share.format(row.unhappy_if)} of them, {share.format(row.unhappy_else)} of the others."
    return (
        said
        + f" As a judge of unhappiness it agrees with the ratings by a kappa of {row.kappa:.2f} ({row.kappa_low:.2f} to {row.kappa_high:.2f})."
    )


def _row(of: Ratings, action: str, definition: str, done: np.ndarray) -> dict[str, object]:
    known = ~np.isnan(done)
    how_often = rate(done[known], of.users[known])
    rated = of.rated & known
    yes = rated & (done == 1)
    unhappy, users = 1 - of.values, of.users
    with_it, without = _rate(unhappy[yes], users[yes]), _rate(unhappy[rated & ~yes], users[rated & ~yes])
    gap = difference(with_it, without)
    kappa: Agreement = cohen_kappa(done[rated].astype(int), (of.values[rated] < 0.5).astype(int))
    return {
        "action": action,
        "definition": definition,
        **{name: getattr(how_often, name) for name in ("value", "low", "high", "n", "n_clusters")},
        "unhappy_if": with_it.value,
        "unhappy_else": without.value,
        "difference": gap.value,
        "difference_low": gap.low,
        "difference_high": gap.high,
        "kappa": kappa.value,
        "kappa_low": kappa.low,
        "kappa_high": kappa.high,
        "both": int(yes.sum()),
    }


def _rate(values: np.ndarray, users: np.ndarray) -> Rate:
    return rate(values, pd.factorize(users)[0])


def _done(connection: duckdb.DuckDBPyConnection, of: Ratings) -> dict[str, np.ndarray]:
    """1, 0 or NaN (unknown) for each row of `of`, by action."""
    names = [one.name for one in ACTIONS]
    columns = ", ".join(f"{identifier(name)}::DOUBLE AS {identifier(name)}" for name in names)
    query = f"SELECT doc_id, {columns} FROM behaviour ORDER BY doc_id"
    if of.unit == "conversations":
        largest = ", ".join(f"max({identifier(name)})::DOUBLE AS {identifier(name)}" for name in names)
        query = f"""SELECT first AS doc_id, {largest} FROM conversations JOIN turns USING (conversation_id) JOIN behaviour ON behaviour.doc_id = turns.doc_id
            GROUP BY first ORDER BY first"""
    found = connection.sql(query).to_arrow_table()
    every = found["doc_id"].to_numpy()
    if not len(every):
        return {name: np.full(len(of.doc_ids), np.nan) for name in names}
    place = np.minimum(np.searchsorted(every, of.doc_ids), len(every) - 1)
    there = every[place] == of.doc_ids
    return {name: np.where(there, found[name].to_numpy().astype(float)[place], np.nan) for name in names}
