"""How does the model behave? Every measure of `behaviour`, or a pattern of one's own, over all answers, by slice and by
who is named.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.logs import feedback
from analytics.ask.logs.dimensions import dimensions
from analytics.ask.logs.ratings import OF_THE_UNIT, Ratings
from analytics.errors import DataloupeError
from analytics.signals.registry import SIGNALS, answer_signals
from analytics.signals.signal import Signal
from analytics.sql import identifier
from analytics.statistics.intervals import Rate, difference, rate

MEASURES = answer_signals("answer")
"""How an answer reads."""

SHARES = ("yes or no", "fraction")
SCALES = {"sentiment": (-1.0, 1.0), "reading_ease": (0.0, 100.0)}
"""Ends of the scales that have some of their own; shares go from 0 to 1, counts from 0 to the largest."""


@dataclass(frozen=True)
class Measured:
    """A measure of every answer: `answers.values` is it brought to [0, 1] (NaN: unknown) from the scale between `low`
    and `high`.
    """

    measure: Signal
    answers: Ratings = field(repr=False)
    low: float
    high: float

    @property
    def key(self) -> str:
        """What tells it from other measures of the same answers."""
        return f"{self.measure.name} {self.measure.formula}"

    @property
    def percent(self) -> bool:
        """Whether its mean is a share."""
        return self.measure.unit in SHARES

    def shown(self, value: float) -> str:
        """A mean of it, as people read it."""
        return f"{value:.1%}" if self.percent else f"{value:,.1f}" if self.high > 1 else f"{value:+.2f}"

    def describe(self, one: Rate) -> str:
        """`7.6% of 19,733 answers of 1,650 users (95 % interval 7.1% to 8.2%)`."""
        who = f"{one.n:,} answers" + (f" of {one.n_clusters:,} users" if self.answers.users_known else "")
        interval = f"(95 % interval {self.shown(one.low)} to {self.shown(one.high)})"
        return f"{self.shown(one.value)} {'of' if self.measure.unit == 'yes or no' else 'on average over'} {who} {interval}"

    def summary_text(self) -> str:
        """The answer in words and numbers."""
        one = overall(self)
        unknown = len(self.answers.values) - one.n
        said = (
            f"{self.measure.title}: {self.describe(one)}."
            if one.n
            else f"{self.measure.title}: unknown for every answer."
        )
        return said + (
            f" Unknown for {unknown:,}" + (", whose language it is not made for." if self.measure.languages else ".")
            if unknown and one.n
            else ""
        )


def answers(connection: duckdb.DuckDBPyConnection) -> Ratings:
    """Every answer with its user, time and dimensions, and no value yet."""
    found = connection.sql(
        """SELECT doc_id, coalesce(user_id, conversation_id) AS person, user_id IS NOT NULL AS known, created_at
        FROM turns SEMI JOIN behaviour USING (doc_id) ORDER BY doc_id"""
    ).to_arrow_table()
    doc_ids = found["doc_id"].to_numpy()
    people = found["person"].combine_chunks().dictionary_encode()
    return Ratings(
        name="behaviour",
        unit="answers",
        doc_ids=doc_ids,
        users=np.asarray(people.indices.fill_null(len(people.dictionary)), np.int32),
        values=np.full(len(doc_ids), np.nan),
        times=found["created_at"].to_numpy(),
        dimensions=dimensions(connection, doc_ids, OF_THE_UNIT["answers"]) if len(doc_ids) else {},
        users_known=bool(found["known"].to_numpy().mean() > 0.5) if len(doc_ids) else False,
        binary=True,
    )


def measured(connection: duckdb.DuckDBPyConnection, of: Ratings, name: str) -> Measured:
    """A column of `behaviour` for these answers. Raises DataloupeError naming the measures there are."""
    if name not in {one.name for one in MEASURES}:
        raise DataloupeError(f"there is no measure {name!r} - there is {', '.join(one.name for one in MEASURES)}")
    return _scaled(of, SIGNALS[name], _column(connection, of, f"{identifier(name)}::DOUBLE", "behaviour"))


def pattern(connection: duckdb.DuckDBPyConnection, of: Ratings, expression: str) -> Measured:
    """Which answers match a regular expression (RE2, any case). Raises DataloupeError when it cannot be read."""
    try:
        connection.execute("SELECT regexp_matches('', ?)", [expression]).fetchall()
    except duckdb.InvalidInputException as error:
        raise DataloupeError(
            f"the regular expression cannot be read: {str(error).splitlines()[0].removeprefix('Invalid Input Error: ')}"
        ) from None
    values = _column(
        connection,
        of,
        "regexp_matches(text, $expression, 'si')::DOUBLE",
        "documents SEMI JOIN behaviour USING (doc_id)",
        expression=expression,
    )
    return _scaled(
        of,
        Signal(
            "pattern",
            "Matches the pattern",
            f"the regular expression {expression} is found in the answer, in any case",
            "yes or no",
            "your own",
            "BOOLEAN",
        ),
        values,
    )


def overall(of: Measured) -> Rate:
    """The mean of all answers, on the measure's own scale."""
    known = of.answers.rated
    return _unscaled(of, rate(of.answers.values[known], of.answers.users[known]))


def over_time(of: Measured, k: int) -> pd.DataFrame:
    """As `feedback.over_time`, on the measure's own scale."""
    return _frame(of, feedback.over_time(of.answers, k))


def by(of: Measured, dimension: str, k: int) -> pd.DataFrame:
    """As `feedback.by`, on the measure's own scale."""
    return _frame(of, feedback.by(of.answers, dimension, k))


def by_mention(connection: duckdb.DuckDBPyConnection, of: Measured, k: int) -> pd.DataFrame:
    """The measure where the prompt names a group of people: label, value, low, high, n, n_clusters, and difference,
    difference_low and difference_high from where it names none of them; the strongest evidence first.

    The last row is "nobody named". Groups asked about by fewer than `k` users are left out; `attrs["hidden"]` is how
    many. A prompt that names two groups counts for both, so that rows are not of different answers.
    """
    named = connection.execute("SELECT doc_id, unnest(mentions) AS label FROM behaviour").df()
    answers, known = of.answers, of.answers.rated
    named["place"] = np.searchsorted(answers.doc_ids, named.doc_id)
    there = named.place < len(answers.doc_ids)
    named = (
        named[there & (answers.doc_ids[np.where(there, named.place, 0)] == named.doc_id)]
        if len(answers.doc_ids)
        else named.iloc[:0]
    )
    nobody = known.copy()
    nobody[named.place.to_numpy(int)] = False
    baseline = rate(answers.values[nobody], answers.users[nobody])
    rows, hidden, span = [], 0, of.high - of.low
    for label, places in named.groupby("label").place:
        chosen = places.to_numpy(int)
        chosen = chosen[known[chosen]]
        one = rate(answers.values[chosen], answers.users[chosen])
        if one.n_clusters < k:
            hidden += one.n > 0
            continue
        gap = difference(one, baseline)
        rows.append((label, *_ends(of, one), one.n, one.n_clusters, gap.value * span, gap.low * span, gap.high * span))
    columns = ["label", "value", "low", "high", "n", "n_clusters", "difference", "difference_low", "difference_high"]
    found = pd.DataFrame(rows, columns=columns)
    found = found.loc[
        np.maximum(found.difference_low, -found.difference_high).sort_values(ascending=False, kind="stable").index
    ]
    if len(found) and baseline.n:
        found.loc[len(found)] = [
            "nobody named",
            *_ends(of, baseline),
            baseline.n,
            baseline.n_clusters,
            np.nan,
            np.nan,
            np.nan,
        ]
    found = found.reset_index(drop=True)
    found.attrs["hidden"] = hidden
    return found


def _column(
    connection: duckdb.DuckDBPyConnection, of: Ratings, value: str, table: str, **parameters: str
) -> np.ndarray:
    """`value` of each of these answers, in their order, NaN where it is NULL; they may be some of those in
    `behaviour`.
    """
    found = connection.sql(
        f"SELECT doc_id, {value} AS value FROM {table} ORDER BY doc_id", params=parameters or None
    ).to_arrow_table()
    every = found["doc_id"].to_numpy()
    return found["value"].to_numpy().astype(float)[np.searchsorted(every, of.doc_ids)]


def _scaled(of: Ratings, measure: Signal, values: np.ndarray) -> Measured:
    most = 1.0 if measure.unit in SHARES else float(np.nanmax(values, initial=1.0))
    low, high = SCALES.get(measure.name, (0.0, most))
    scaled = (np.clip(values, low, high) - low) / (high - low)
    return Measured(
        measure, replace(of, name=measure.name, values=scaled, binary=measure.unit == "yes or no"), low, high
    )


def _ends(of: Measured, one: Rate) -> tuple[float, float, float]:
    return tuple(of.low + (of.high - of.low) * end for end in (one.value, one.low, one.high))  # type: ignore[return-value]


def _unscaled(of: Measured, one: Rate) -> Rate:
    value, low, high = _ends(of, one)
    return replace(one, value=value, low=low, high=high)


def _frame(of: Measured, found: pd.DataFrame) -> pd.DataFrame:
    attrs = found.attrs
    for column in ("value", "low", "high"):
        found[column] = of.low + (of.high - of.low) * found[column]
    for column in (name for name in found if str(name).startswith("difference")):
        found[column] = (of.high - of.low) * found[column]
    found.attrs = attrs
    return found
