"""How does the model behave? Each measure of `behaviour`, or a regular expression, over all answers, over time and by
group.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.logs.feedback import GroupRates, RatesOverTime, rates_by_group, rates_over_time
from analytics.ask.logs.ratings import Ratings, ratings_of
from analytics.ask.logs.refusals import share_text
from analytics.errors import DataloupeError
from analytics.signals.registry import SIGNALS, answer_signals
from analytics.signals.signal import Signal
from analytics.sql import identifier
from analytics.statistics.intervals import Rate, rate

MEASURES = answer_signals("answer")

SHARE_UNITS = ("yes or no", "fraction")
SCALES = {"sentiment": (-1.0, 1.0), "reading_ease": (0.0, 100.0)}
"""The scales of measures that have one. Shares go from 0 to 1, counts from 0 to the largest count."""


@dataclass(frozen=True)
class Measurement:
    """A measure of every answer.

    `answers.values` are the values, transformed from the scale `low` to `high` to [0, 1]; NaN when unknown.
    """

    measure: Signal
    answers: Ratings = field(repr=False)
    low: float
    high: float

    @property
    def key(self) -> str:
        """Identifies the measure among all measures of the same answers."""
        return f"{self.measure.name} {self.measure.formula}"

    @property
    def is_share(self) -> bool:
        """Whether its mean is a share."""
        return self.measure.unit in SHARE_UNITS

    @property
    def is_refusal(self) -> bool:
        """Whether it is the share of refusals, which phrases tell with a known error."""
        return self.measure.name == "refused"

    def format(self, value: float) -> str:
        """A mean on the scale of the measure, as text."""
        if self.is_share:
            return f"{value:.1%}"
        return f"{value:,.1f}" if self.high > 1 else f"{value:+.2f}"

    def describe(self, mean: Rate) -> str:
        """`7.6% of 19,733 answers of 1,650 users (95 % confidence interval 7.1% to 8.2%)`."""
        who = f"{mean.n:,} answers" + (f" of {mean.n_clusters:,} users" if self.answers.has_users else "")
        interval = f"(95 % confidence interval {self.format(mean.low)} to {self.format(mean.high)})"
        relation = "of" if self.measure.unit == "yes or no" else "on average over"
        return f"{self.format(mean.value)} {relation} {who} {interval}"

    def summary_text(self) -> str:
        """The mean of all answers, and for how many answers it is unknown."""
        mean = overall(self)
        if not mean.n:
            return f"{self.measure.title}: unknown for every answer."
        text = f"{self.measure.title}: {self.describe(mean)}."
        if self.is_refusal:
            text += f" {share_text(self.answers, mean.low, mean.high)}"
        unknown = len(self.answers.values) - mean.n
        if not unknown:
            return text
        reason = ", because it does not apply to their language" if self.measure.languages else ""
        return f"{text} Unknown for {unknown:,}{reason}."

    def rescale(self, table: pd.DataFrame) -> pd.DataFrame:
        """A table of means on the scale of the measure: value, low, high, and differences."""
        span = self.high - self.low
        values = {name: self.low + span * table[name] for name in ("value", "low", "high")}
        differences = {name: span * table[name] for name in table if str(name).startswith("difference")}
        return table.assign(**values, **differences)


def load_answers(connection: duckdb.DuckDBPyConnection) -> Ratings:
    """Every answer with its user, time and dimensions, without values."""
    rows = connection.sql(
        """SELECT doc_id, coalesce(user_id, conversation_id) AS user_key, user_id IS NOT NULL AS has_user,
            NULL::DOUBLE AS value, created_at
        FROM turns SEMI JOIN behaviour USING (doc_id) ORDER BY doc_id"""
    ).to_arrow_table()
    return ratings_of(connection, rows, "behaviour", "answers")


def measure_answers(connection: duckdb.DuckDBPyConnection, answers: Ratings, name: str) -> Measurement:
    """A column of `behaviour` for these answers. Raises DataloupeError naming the measures there are."""
    names = [one.name for one in MEASURES]
    if name not in names:
        raise DataloupeError(f"There is no measure {name!r}. There are: {', '.join(names)}.")
    table = connection.sql(f"SELECT doc_id, {identifier(name)}::DOUBLE AS value FROM behaviour ORDER BY doc_id")
    return _measurement(answers, SIGNALS[name], _values(table, answers))


def match_pattern(connection: duckdb.DuckDBPyConnection, answers: Ratings, pattern: str) -> Measurement:
    """Which answers match a regular expression (RE2, any case). Raises DataloupeError when it is not valid."""
    try:
        connection.execute("SELECT regexp_matches('', ?)", [pattern]).fetchall()
    except duckdb.InvalidInputException as error:
        reason = str(error).splitlines()[0].removeprefix("Invalid Input Error: ")
        raise DataloupeError(f"The regular expression is not valid: {reason}.") from None
    table = connection.sql(
        """SELECT doc_id, regexp_matches(text, $pattern, 'si')::DOUBLE AS value
        FROM documents SEMI JOIN behaviour USING (doc_id) ORDER BY doc_id""",
        params={"pattern": pattern},
    )
    formula = f"the regular expression {pattern} matches the answer, in any case"
    measure = Signal("pattern", "Matches the pattern", formula, "yes or no", "your own", "BOOLEAN")
    return _measurement(answers, measure, _values(table, answers))


def overall(measurement: Measurement) -> Rate:
    """The mean of all answers, on the scale of the measure."""
    answers = measurement.answers
    mean = rate(answers.values[answers.is_rated], answers.users[answers.is_rated])
    low, span = measurement.low, measurement.high - measurement.low
    return replace(mean, value=low + span * mean.value, low=low + span * mean.low, high=low + span * mean.high)


def measure_over_time(measurement: Measurement, k: int) -> RatesOverTime:
    """As `feedback.rates_over_time`, on the scale of the measure."""
    rates = rates_over_time(measurement.answers, k)
    return replace(rates, table=measurement.rescale(rates.table))


def measure_by_group(measurement: Measurement, dimension: str, k: int) -> GroupRates:
    """As `feedback.rates_by_group`, on the scale of the measure."""
    rates = rates_by_group(measurement.answers, dimension, k)
    return replace(rates, table=measurement.rescale(rates.table))


def _values(table: duckdb.DuckDBPyRelation, answers: Ratings) -> np.ndarray:
    """The `value` of each of these answers in a table of doc_id (sorted) and value of all answers."""
    rows = table.to_arrow_table()
    values = rows["value"].to_numpy().astype(float)
    return np.asarray(values[np.searchsorted(rows["doc_id"].to_numpy(), answers.doc_ids)])


def _measurement(answers: Ratings, measure: Signal, values: np.ndarray) -> Measurement:
    largest = 1.0 if measure.unit in SHARE_UNITS else float(np.nanmax(values, initial=1.0))
    low, high = SCALES.get(measure.name, (0.0, largest))
    scaled = (np.clip(values, low, high) - low) / (high - low)
    is_binary = measure.unit == "yes or no"
    return Measurement(measure, replace(answers, name=measure.name, values=scaled, is_binary=is_binary), low, high)
