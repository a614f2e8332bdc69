"""All numbers of a workspace as one tidy table: counts, shares, means, histograms and rates, with their intervals.

`measure` gives one row for each number, with the columns

    number       what is measured, from the list below
    of           the signal, the kind of personal data or of feedback that it is measured of; None where there is none
    group        None for all documents; "source", "language", "topic", "label" or "model"; "bin" in a histogram
    group_value  the group, such as "en", or "(no source)"; the bin, such as "12 to 14"
    value        the number
    n            documents (ratings, comparisons) that it is computed from
    low, high    its confidence interval (95 %); NaN for a plain count

and these numbers:

    documents            all, and by group
    share                of all documents, by group
    tokens               sum of n_tokens, all and by group
    conversations, comparisons, rejects   rows of these tables; only of all documents
    known                share of the documents with a value, of each signal
    mean                 of each signal, over the documents with a value: the share of yes of a yes-or-no signal. Also
                         by group (not by topic), for groups of at least MIN_GROUP_SHARE of the documents
    median, p95          of each signal that is a number: half (95 %) of the values are at most this
    histogram            of each signal: the share of the known values in each bin that has any (`history.bins`)
    duplicate_rate       share of documents that repeat an earlier document: an exact copy (of "exact"), a
                         near-duplicate with a Jaccard similarity of at least 0.8 (of "near"), or either (of None); all,
                         and by group for either
    pii_rate             share of documents with personal data: of "pii_count" any, of "email_count" and so on by kind;
                         all, and by group for any
    label_issue_rate     share of the checked labels that are doubtful
    positive_rate        mean rating (0 to 1) of the rated answers or conversations, by kind of feedback; all and by
                         group. For thumbs it is the share of thumbs up
    rated_share          share of what could be rated that is, by kind of feedback
    win_rate             of "model", by group "model": wins, and half of the ties, among the comparisons with it

Groups are those with most documents, at most MAX_GROUPS. An interval treats documents of one user (conversation) as
dependent. A number that the tables do not give, such as a rate of feedback without feedback, has no row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd
from scipy import sparse

from analytics.ask.columns import tables
from analytics.history.bins import bin_names, edge_array
from analytics.history.rates import iter_rates
from analytics.history.rows import Grouped, Rows, iter_signals, load_rows
from analytics.history.sums import bins_of, group_means, quantiles
from analytics.history.tally import Counts, Tally, minus
from analytics.signals.signal import Signal
from analytics.statistics.distributions import normal_quantile_above
from analytics.statistics.intervals import CONFIDENCE, rates, wilson
from analytics.statistics.resampling import jackknife, random_groups

COLUMNS = ("number", "of", "group", "group_value", "value", "n", "low", "high")
MAX_GROUPS = 200
MIN_GROUP_SHARE = 0.01
GROUPS_WITH_MEANS = ("source", "language", "label", "model")
TOKENS = "n_tokens"
COUNTED_TABLES = ("conversations", "comparisons", "rejects")
_Z = float(normal_quantile_above((1 - CONFIDENCE) / 2))


class Number(NamedTuple):
    """One row of the table of `measure`."""

    number: str
    of: str | None
    group: str | None
    group_value: str | None
    value: float
    n: int
    low: float = float("nan")
    high: float = float("nan")


def measure(connection: duckdb.DuckDBPyConnection, document_filter: str | None = None) -> pd.DataFrame:
    """All numbers, of the documents that `document_filter` selects: a SQL condition on doc_id, such as
    `doc_id >= 1000` or that of `analytics.ask.selection.where`. Columns: COLUMNS.
    """
    return measure_and_count(connection, document_filter)[0]


def measure_and_count(
    connection: duckdb.DuckDBPyConnection, document_filter: str | None = None, rows: Rows | None = None
) -> tuple[pd.DataFrame, Tally]:
    """The numbers of some documents and their tally, from one reading of the tables. `rows` are those of the documents,
    where they are known.
    """
    counts = Counts()
    if "documents" not in tables(connection):
        return as_frame([]), counts.tally(0)
    rows = load_rows(connection, document_filter) if rows is None else rows
    numbers = [*_sizes(connection, rows, document_filter)]
    if not len(rows):
        return as_frame(numbers), counts.tally(0, rows.cluster_noun)
    counts.add_groups(rows)
    for signal, values in iter_signals(connection, rows.doc_ids, document_filter):
        places, bins = bins_of(values, edge_array(signal))
        numbers += _of_signal(rows, signal, values, places, bins)
        counts.add_signal(rows, signal, values, places >= 0, bins)
    for rate in iter_rates(connection, rows, document_filter):
        numbers += _of_rate(rate.number, rate.of, rate.values, rate.clusters, rate.groups)
        counts.add_rate(rate)
    return as_frame(numbers), counts.tally(len(rows), rows.cluster_noun)


def count(connection: duckdb.DuckDBPyConnection, document_filter: str | None = None) -> Tally:
    """The tally of the documents that `document_filter` (a SQL condition on doc_id) selects, or of all."""
    counts = Counts()
    if "documents" not in tables(connection):
        return counts.tally(0)
    rows = load_rows(connection, document_filter)
    if len(rows):
        counts.add_groups(rows)
        for signal, values in iter_signals(connection, rows.doc_ids, document_filter):
            places, bins = bins_of(values, edge_array(signal))
            counts.add_signal(rows, signal, values, places >= 0, bins)
        for rate in iter_rates(connection, rows, document_filter):
            counts.add_rate(rate)
    return counts.tally(len(rows), rows.cluster_noun)


def count_others(
    connection: duckdb.DuckDBPyConnection, rows: Rows, document_filter: str, whole: Tally, some: Tally
) -> Tally | None:
    """The tally of the documents of `whole` that are not in `some`: their groupings and rates are counted, and what is
    known about their signals follows from the two. `rows` are those of the documents, which `document_filter` selects.
    None where documents are not independent of each other.
    """
    if rows.cluster_noun != "document" or not len(rows):
        return None
    counts = Counts()
    counts.add_groups(rows)
    for rate in iter_rates(connection, rows, document_filter):
        counts.add_rate(rate)
    return minus(whole, some, counts.tally(len(rows)))


def as_frame(numbers: list[Number]) -> pd.DataFrame:
    """The numbers as a table with the columns and types of `measure`."""
    frame = pd.DataFrame(numbers, columns=list(COLUMNS))
    for name in ("number", "of", "group", "group_value"):
        frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
    return frame.astype({"value": float, "n": "int64", "low": float, "high": float})


def number_value(numbers: pd.DataFrame, number: str, of: str | None = None, group: str | None = None,
                 group_value: str | None = None) -> pd.Series | None:  # fmt: skip
    """The row of one number; None when there is none."""
    keys = {"number": number, "of": of, "group": group, "group_value": group_value}
    chosen = np.ones(len(numbers), bool)
    for name, key in keys.items():
        column = numbers[name]
        chosen &= (column.isna() if key is None else column == key).to_numpy(bool)
    places = np.flatnonzero(chosen)
    return numbers.iloc[places[0]] if len(places) else None


def _sizes(connection: duckdb.DuckDBPyConnection, rows: Rows, document_filter: str | None) -> Iterator[Number]:
    """Documents, and the share of each group."""
    total = len(rows)
    yield Number("documents", None, None, None, total, total)
    if document_filter is None:
        for table in COUNTED_TABLES:
            if table in tables(connection):
                ((count,),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
                yield Number(table, None, None, None, count, count)
    for group, one in rows.groups.items():
        low, high = _shares(rows, one) if total else (np.zeros(0), np.zeros(0))
        for code in largest(one):
            size = int(one.sizes[code])
            yield Number("documents", None, group, one.names[code], size, size)
            yield Number("share", None, group, one.names[code], size / total, total, low[code], high[code])


def _shares(rows: Rows, one: Grouped) -> tuple[np.ndarray, np.ndarray]:
    """The ends of the interval of the share of each group: Wilson's, with the effective number of documents that
    follows from how their clusters differ.
    """
    n, n_clusters = len(rows), int(rows.clusters.max(initial=-1)) + 1
    counts = sparse.coo_matrix((np.ones(n), (rows.clusters, one.codes)), (n_clusters, len(one.names))).tocsr()
    sizes = np.bincount(rows.clusters, minlength=n_clusters).astype(float)
    share = one.sizes / n
    squares = np.asarray(counts.multiply(counts).sum(axis=0))[0]
    spread = squares - 2 * share * (counts.T @ sizes) + share**2 * (sizes @ sizes)
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = spread * n_clusters / (n_clusters - 1) / n**2
        effective = np.where(variance > 0, np.minimum(share * (1 - share) / variance, n), n_clusters)
    return wilson(share * effective, effective)


def largest(one: Grouped) -> list[int]:
    """The codes of the groups with most documents, without empty ones."""
    return one.by_size[:MAX_GROUPS]


def _of_signal(
    rows: Rows, signal: Signal, values: np.ndarray, places: np.ndarray, bins: np.ndarray
) -> Iterator[Number]:
    n = int(bins.sum())
    yield Number("known", signal.name, None, None, n / max(len(values), 1), len(values))
    if not n:
        return
    everyone = Grouped(np.zeros(len(values), np.int64), ("",))
    ((mean, low, high, _),) = _means(rows, everyone, values)
    yield Number("mean", signal.name, None, None, mean, n, low, high)
    if signal.dtype != "BOOLEAN":
        median, p95 = quantiles(values, places, bins)
        yield Number("median", signal.name, None, None, median, n)
        yield Number("p95", signal.name, None, None, p95, n)
    names = bin_names(signal)
    for code in np.flatnonzero(bins):
        yield Number("histogram", signal.name, "bin", names[code], bins[code] / n, n)
    if signal.name == TOKENS:
        yield from _tokens(rows, values)
    for group in GROUPS_WITH_MEANS:
        if group in rows.groups:
            yield from _group_means(rows, group, signal, values)


def _tokens(rows: Rows, values: np.ndarray) -> Iterator[Number]:
    tokens = np.nan_to_num(values)
    yield Number("tokens", None, None, None, float(tokens.sum()), len(rows))
    for group, one in rows.groups.items():
        sums = np.bincount(one.codes, tokens, len(one.names))
        for code in largest(one):
            yield Number("tokens", None, group, one.names[code], float(sums[code]), int(one.sizes[code]))


def _group_means(rows: Rows, group: str, signal: Signal, values: np.ndarray) -> Iterator[Number]:
    one = rows.groups[group]
    means = _means(rows, one, values)
    for code in largest(one):
        if one.sizes[code] < MIN_GROUP_SHARE * len(rows):
            break  # the others are smaller
        mean, low, high, n = means[code]
        if n:
            yield Number("mean", signal.name, group, one.names[code], mean, int(n), low, high)


def _means(rows: Rows, one: Grouped, values: np.ndarray) -> np.ndarray:
    """The mean of each group, the ends of its interval, and its number of values: float[groups, 4].

    Where clusters are documents, the interval is the mean +- 1.96 standard errors; else that of a jackknife over random
    groups of clusters.
    """
    n_groups = len(one.names)
    with np.errstate(invalid="ignore", divide="ignore"):
        if rows.cluster_noun == "document":
            n, mean, squares = group_means(values, one.codes, n_groups)
            half = _Z * np.sqrt(squares / (n - 1) / n)
            return np.stack([mean, mean - half, mean + half, n], axis=1)
        known = np.isfinite(values)
        codes, numbers = one.codes[known], values[known]
        n = np.bincount(codes, minlength=n_groups).astype(float)
        randoms, n_randoms = random_groups(rows.clusters)
        cells = randoms[known].astype(np.int64) * n_groups + codes
        sums = [np.bincount(cells, weight, n_randoms * n_groups) for weight in (None, numbers)]
        shaped = np.stack([one.reshape(n_randoms, n_groups) for one in sums], axis=1)
        mean, low, high = jackknife(lambda sums: sums[:, 1] / sums[:, 0], shaped)
    return np.stack([mean, low, high, n], axis=1)


def _of_rate(
    number: str, of: str | None, values: np.ndarray, clusters: np.ndarray, groups: dict[str, Grouped]
) -> Iterator[Number]:
    """The mean of `values` in [0, 1], of all and by group, with intervals of rates."""
    columns = ["value", "n", "low", "high"]
    value, n, low, high = rates(values, np.zeros(len(values), np.int64), 1, clusters)[columns].to_numpy(float)[0]
    if n:
        yield Number(number, of, None, None, value, int(n), low, high)
    for group, one in groups.items():
        # one array: a row of a table of pandas takes as long as all rates of a group
        table = rates(values, one.codes, len(one.names), clusters)[columns].to_numpy(float)
        for code in largest(one):
            value, n, low, high = table[code]
            yield Number(number, of, group, one.names[code], value, int(n), low, high)
