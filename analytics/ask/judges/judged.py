"""A judge's verdicts beside people's labels: the errors of the judge, and what all items would be called by people."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.columns import tables
from analytics.ask.groupings import grouping_named, groupings
from analytics.ask.judges.sources import Source
from analytics.ask.logs.dimension import Dimension
from analytics.ask.logs.dimensions import dimensions
from analytics.ask.logs.ratings import DIMENSION_TABLES, MIN_KNOWN_USERS, Ratings
from analytics.ask.selection import Selection, doc_ids
from analytics.errors import DataloupeError
from analytics.statistics.judge_error import JudgeError, judge_error

MIN_LABELLED = 30
"""A group with fewer labels has no corrected rate."""

SUSPICIOUS = 0.001
"""The p-value below which the labelled items are not called a random sample."""

_LABEL_NAME = ("final_label", "gold", "consensus", "annotation", "human", "label", "expert", "truth")
_ESTIMATES = ("raw", "sensitivity", "specificity", "rogan_gladen", "prediction_powered")


class NothingLabelledError(DataloupeError):
    """No item has both a verdict and a label."""


@dataclass(frozen=True)
class Judged:
    """Items with a verdict of a judge: `ratings.values` are 1 where it says yes. `labels` are those of people (0, 1, or
    NaN), `error` the errors of the judge and the corrected rates.
    """

    judge: str
    rater: str
    ratings: Ratings = field(repr=False)
    labels: np.ndarray = field(repr=False)
    error: JudgeError

    def summary_text(self) -> str:
        """The share that the judge flags, how often it is right, and the corrected share."""
        error, corrected = self.error, self.error.prediction_powered
        return (
            f"The judge ({self.judge}) says yes to {error.raw.value:.1%} of {error.n:,} items. People "
            f"({self.rater}) labelled {error.n_labelled:,} of them. By their labels, {corrected.value:.1%} "
            f"({corrected.low:.1%} to {corrected.high:.1%}) of all items are yes. {self._errors_text()}"
        )

    def _errors_text(self) -> str:
        sensitivity, specificity = self.error.sensitivity, self.error.specificity
        if not (sensitivity.n and specificity.n):
            return "The errors of the judge cannot be measured: all labels are the same."
        return (
            f"The judge says yes to {sensitivity.value:.0%} ({sensitivity.low:.0%} to {sensitivity.high:.0%}) of what "
            f"people call yes, and no to {specificity.value:.0%} ({specificity.low:.0%} to {specificity.high:.0%}) of "
            "what they call no."
        )

    def labels_text(self) -> str:
        """How many more labels halve the interval, and whether the labelled items can be a random sample."""
        more = self.error.more_labels
        if self.error.n_labelled == self.error.n:
            text = "Every item has a label, so the corrected rate is the rate of the labels."
        elif more is None:
            text = "More labels alone cannot halve the interval of the corrected rate: this needs more items."
        else:
            text = f"{more:,} more labels of random items halve the interval of the corrected rate."
        p_value = self.selection_p_value()
        if p_value < SUSPICIOUS:
            text += (
                f" The labelled items are not a random sample: the judge flags {self._share(True):.0%} of them and "
                f"{self._share(False):.0%} of the others (p < {SUSPICIOUS}). Label random items, or read the "
                "corrected rates as those of items like the labelled ones."
            )
        return text

    def _share(self, is_labelled: bool) -> float:
        return float(self.ratings.values[np.isnan(self.labels) != is_labelled].mean())

    def selection_p_value(self) -> float:
        """How likely the labelled and the other items differ as much in what the judge says, if labelled at random."""
        from scipy import stats

        is_labelled, flags = ~np.isnan(self.labels), self.ratings.values == 1
        table = [[int((side & flags).sum()), int((side & ~flags).sum())] for side in (is_labelled, ~is_labelled)]
        return float(stats.fisher_exact(table).pvalue) if is_labelled.any() and not is_labelled.all() else 1.0


def judged(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection,
    judge: tuple[str, pd.DataFrame],
    rater: tuple[str, pd.DataFrame],
) -> Judged:
    """The selected items with a verdict of `judge`, and the labels of `rater`: each a title and the result of `marks`.

    Raises NothingLabelledError where no selected item has both.
    """
    verdicts = judge[1].dropna()
    if selection:
        verdicts = verdicts[verdicts.doc_id.isin(doc_ids(connection, selection))]
    labels = verdicts[["doc_id"]].merge(rater[1], on="doc_id", how="left").value.to_numpy(float)
    if not (~np.isnan(labels)).any():
        raise NothingLabelledError(
            f"No selected item has both a verdict ({judge[0]}) and a label of people ({rater[0]}). Choose others, "
            "or label some items on the page Label."
        )
    ratings = _ratings(connection, verdicts, judge[0])
    return Judged(judge[0], rater[0], ratings, labels, judge_error(ratings.values, labels, ratings.users))


def by_group(one: Judged, dimension: str) -> pd.DataFrame:
    """One row for each group of the dimension, the largest first: label, n, n_labelled, and of raw, sensitivity,
    specificity, rogan_gladen and prediction_powered the value, and NAME_low and NAME_high. A group with fewer than
    MIN_LABELLED labels has only raw.
    """
    by, rows = one.ratings.dimension(dimension), []
    for level, label in enumerate(by.labels):
        inside = by.codes == level
        if not inside.any():
            continue
        error = judge_error(one.ratings.values[inside], one.labels[inside], one.ratings.users[inside])
        row: dict[str, object] = {"label": label, "n": error.n, "n_labelled": error.n_labelled}
        for name in _ESTIMATES:
            estimate = getattr(error, name)
            is_known = name == "raw" or error.n_labelled >= MIN_LABELLED
            ends = (estimate.value, estimate.low, estimate.high) if is_known else (np.nan,) * 3
            row |= dict(zip((name, f"{name}_low", f"{name}_high"), ends, strict=True))
        rows.append(row)
    names = ["label", "n", "n_labelled", *(f"{name}{end}" for name in _ESTIMATES for end in ("", "_low", "_high"))]
    return pd.DataFrame(rows, columns=names).sort_values("n", ascending=False, kind="stable").reset_index(drop=True)


def pair_of(judges: list[Source], raters: list[Source]) -> tuple[int, int]:
    """The places of a judge and a rater to begin with: labels by their name or kind, and a judge that is not them."""

    def trust(rater: Source) -> int:
        if rater.kind in ("annotations", "annotator"):
            return -2 if rater.kind == "annotations" else -1
        named = [place for place, name in enumerate(_LABEL_NAME) if name in rater.title.lower()]
        return named[0] if named else len(_LABEL_NAME) + (rater.kind == "column")

    place = min(range(len(raters)), key=lambda one: (trust(raters[one]), one))
    others = [one for one, judge in enumerate(judges) if judge.title != raters[place].title]
    order = {"model": 0, "rule": 1, "user": 2, "classifier": 3}
    best = min(others, key=lambda one: (order.get(judges[one].kind, 9), "efus" not in judges[one].title), default=0)
    return best, place


def _ratings(connection: duckdb.DuckDBPyConnection, verdicts: pd.DataFrame, name: str) -> Ratings:
    """The verdicts with their users and dimensions."""
    has_turns = "turns" in tables(connection)
    ids = verdicts.doc_id.to_numpy(np.int64)
    user = "coalesce(turns.user_id, turns.conversation_id)" if has_turns else "NULL::VARCHAR"
    known = "turns.user_id IS NOT NULL" if has_turns else "false"
    join = "LEFT JOIN turns USING (doc_id)" if has_turns else ""
    rows = connection.execute(
        f"""SELECT coalesce({user}, doc_id::VARCHAR) AS user_key, {known} AS has_user
        FROM (SELECT unnest(?::BIGINT[]) AS doc_id) {join} ORDER BY doc_id""",
        [ids.tolist()],
    ).df()
    is_known = rows.has_user.to_numpy(bool)
    is_log = has_turns and bool((connection.execute("SELECT count(*) FROM turns").fetchone() or (0,))[0])
    return Ratings(
        name=name,
        unit="answers",
        doc_ids=ids,
        users=pd.factorize(rows.user_key)[0].astype(np.int32),
        values=verdicts.value.to_numpy(float),
        times=np.full(len(ids), np.datetime64("NaT", "us")),
        dimensions=_dimensions(connection, ids, is_log),
        has_users=bool(is_known.mean() > MIN_KNOWN_USERS),
        is_binary=True,
        is_user_known=is_known,
    )


def _dimensions(connection: duckdb.DuckDBPyConnection, ids: np.ndarray, is_log: bool) -> dict[str, Dimension]:
    if is_log:
        every = dimensions(connection, ids, DIMENSION_TABLES["answers"])
        return {name: replace(one.without_unused_levels()) for name, one in every.items()}
    by_name = {name: _group_dimension(connection, ids, name) for name in groupings(connection)}
    return {name: one for name, one in by_name.items() if len(one.labels) > 1}


def _group_dimension(connection: duckdb.DuckDBPyConnection, ids: np.ndarray, name: str) -> Dimension:
    """A grouping of documents as a dimension."""
    by = grouping_named(name)
    signals = "LEFT JOIN signals USING (doc_id)" if by.by.table == "signals" else ""
    groups = connection.execute(
        f"""SELECT coalesce(CAST({by.value} AS VARCHAR), ?) AS name FROM documents {signals} {by.joins}
        WHERE doc_id IN (SELECT unnest(?::BIGINT[])) ORDER BY documents.doc_id""",
        [by.missing, ids.tolist()],
    ).df()["name"]
    codes, labels = pd.factorize(groups, sort=True)
    filters = tuple(by.filter(connection, str(label)) for label in labels)
    return Dimension(name, codes.astype(np.int32), tuple(map(str, labels)), filters)
