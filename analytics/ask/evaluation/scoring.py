"""What do the results of models on an evaluation set say? Accuracy by slice, the worst slices, and who is better."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from analytics.ask.evaluation.results import Results
from analytics.errors import DataloupeError
from analytics.statistics.evaluation_power import power_text
from analytics.statistics.intervals import Rate, rate, rates
from analytics.statistics.paired_scores import Paired, paired
from analytics.statistics.slice_candidates import SliceLimits
from analytics.statistics.slices import SliceSearch, worst_slices
from analytics.workspace.evaluation_sets import FIELDS

MAX_LEVELS = 30
"""A property with more values is shown by its most frequent ones; the others are one slice."""

OTHER, MISSING = "(other)", "(none)"
LIMITS = SliceLimits(min_rows=10, min_users=10)


@dataclass(frozen=True)
class ModelScore:
    """One model: its accuracy, the table of slices (property, slice, value, low, high, n), and the worst slices, which
    were proposed by one half of the items and tested on the other.
    """

    model: str
    accuracy: Rate
    slices: pd.DataFrame = field(repr=False)
    worst: SliceSearch
    missing: int
    unmatched: int

    def summary_text(self) -> str:
        """`a: 84.2 % (80.1 to 87.6 %) of 380 items.`"""
        one = self.accuracy
        text = f"{self.model}: {one.value:.1%} ({one.low:.1%} to {one.high:.1%}) of {one.n:,} items."
        if self.missing:
            text += f" {self.missing:,} items have no result."
        if self.unmatched:
            text += f" {self.unmatched:,} results name no item of this set."
        return text

    def worst_text(self) -> str:
        """The worst slices with their evidence, or that no slice is significant."""
        search = self.worst
        tested = (
            f"{search.n_searched:,} slices searched on one half of the items, {search.n_tested:,} tested on the other"
        )
        independent = [one for one in search.slices if one.explained_by is None]
        if not independent:
            return f"{self.model}: no slice has significantly more errors ({tested})."
        listed = "; ".join(
            f"{' and '.join(f'{name} is {value}' for name, value in one.conditions)}: {1 - one.rate.value:.0%} right, "
            f"{1 - one.rest:.0%} elsewhere ({one.n:,} items, q = {one.q_value:.2g})"
            for one in independent[:5]
        )
        return f"{self.model}: worst where {listed} ({tested})."


@dataclass(frozen=True)
class Comparison:
    """Two models on the items that both answered; `adjusted_p` is corrected for all pairs (Holm)."""

    first: str
    second: str
    paired: Paired
    adjusted_p: float

    def summary_text(self) -> str:
        """The difference, its interval and the test."""
        one, gap = self.paired, self.paired.difference
        if not one.n:
            return f"{self.first} and {self.second} have no result for the same item."
        verdict = "a significant difference" if self.adjusted_p < 0.05 else "no significant difference"
        text = (
            f"{self.first} minus {self.second}: {100 * gap.value:+.1f} points ({100 * gap.low:+.1f} to "
            f"{100 * gap.high:+.1f}) on {one.n:,} items; better on {one.first_only:,}, worse on {one.second_only:,}: "
            f"{verdict} (p = {self.adjusted_p:.2g})."
        )
        if self.adjusted_p >= 0.05 and one.first_only + one.second_only:
            text += f" {power_text(one.n, max((one.first_only + one.second_only) / one.n, 0.01))}"
        return text


@dataclass(frozen=True)
class SetScore:
    """All models on one set, and all pairs of them."""

    models: tuple[ModelScore, ...]
    comparisons: tuple[Comparison, ...]

    def to_plain(self) -> dict[str, Any]:
        """As numbers and texts, for JSON."""
        return {
            "models": [_plain_model(one) for one in self.models],
            "comparisons": [_plain_pair(one) for one in self.comparisons],
        }


def score_set(items: pa.Table, results: Sequence[Results], seed: int = 0) -> SetScore:
    """The scores of all models on the items of a set. Raises DataloupeError where two files are called the same."""
    names = [one.model for one in results]
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise DataloupeError(f"Two files have results of a model called {twice!r}. Name each model in a field model.")
    dimensions = slice_dimensions(items)
    models = tuple(_model(one, dimensions, seed) for one in results)
    pairs = [(a, b, paired(a.score, b.score, seed)) for a, b in itertools.combinations(results, 2)]
    adjusted = _holm([one.p_value for _, _, one in pairs])
    comparisons = tuple(Comparison(a.model, b.model, one, p) for (a, b, one), p in zip(pairs, adjusted, strict=True))
    return SetScore(models, comparisons)


def slice_dimensions(items: pa.Table) -> pd.DataFrame:
    """The properties of the items as categories: label, stratum, properties of the set, and the length in quarters."""
    columns: dict[str, pd.Categorical] = {}
    for name in ("label", "stratum", *(other for other in items.column_names if other not in FIELDS)):
        values = pd.Series(items[name].to_pylist(), dtype=object)
        if values.notna().any() and (name != "stratum" or not _is_repeated(values, items)):
            columns[name] = _levels(values)
    words = np.array([len(text.split()) for text in items["text"].to_pylist()])
    edges = np.unique(np.quantile(words, (0, 0.25, 0.5, 0.75), method="lower"))
    if len(edges) > 1:
        place = np.searchsorted(edges, words, side="right") - 1
        ends = [*(edges[1:] - 1), words.max()]
        columns["length"] = pd.Categorical.from_codes(
            place, [f"{a} to {b} words" for a, b in zip(edges, ends, strict=True)]
        )
    usable = {name: column for name, column in columns.items() if len(column.categories) > 1}
    return pd.DataFrame(usable, index=range(len(items)))


def _model(one: Results, dimensions: pd.DataFrame, seed: int) -> ModelScore:
    is_known = ~np.isnan(one.score)
    score, own = one.score[is_known], dimensions[is_known].reset_index(drop=True)
    search = worst_slices(own, 1 - score, np.arange(len(score)), LIMITS, seed=seed)
    return ModelScore(one.model, rate(score), _slices(score, own), search, int((~is_known).sum()), one.unmatched)


def _slices(score: np.ndarray, dimensions: pd.DataFrame) -> pd.DataFrame:
    tables = []
    for name, column in dimensions.items():
        levels = list(column.cat.categories)
        table = rates(score, column.cat.codes.to_numpy(), len(levels))
        table.insert(0, "slice", levels)
        table.insert(0, "property", str(name))
        tables.append(table[table.n > 0].sort_values("value", kind="stable"))
    names = ["property", "slice", "value", "low", "high", "n"]
    return pd.concat(tables, ignore_index=True)[names] if tables else pd.DataFrame(columns=names)


def _levels(values: pd.Series) -> pd.Categorical:
    texts = values.where(values.notna(), MISSING).astype(str)
    frequent = texts.value_counts().index[:MAX_LEVELS]
    return pd.Categorical(texts.where(texts.isin(frequent), OTHER))


def _is_repeated(values: pd.Series, items: pa.Table) -> bool:
    """Whether another property has the same values: a set is mostly stratified by one of its properties."""
    others = (items[name].to_pylist() for name in items.column_names if name not in FIELDS)
    return any(other == values.tolist() for other in others)


def _holm(p_values: Sequence[float]) -> list[float]:
    """Holm's correction for several tests; NaN stays."""
    values = np.array(p_values, float)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    adjusted, highest = values.copy(), 0.0
    for rank, place in enumerate(order):
        highest = max(highest, min(values[place] * (len(order) - rank), 1.0))
        adjusted[place] = highest
    return [float(one) for one in adjusted]


def _plain_model(one: ModelScore) -> dict[str, Any]:
    accuracy = one.accuracy
    return {
        "model": one.model,
        "accuracy": {"value": accuracy.value, "low": accuracy.low, "high": accuracy.high, "n": accuracy.n},
        "items_without_result": one.missing,
        "results_without_item": one.unmatched,
        "slices": one.slices.to_dict("records"),
        "worst_slices": [
            {
                "conditions": dict(worst.conditions),
                "accuracy": 1 - worst.rate.value,
                "elsewhere": 1 - worst.rest,
                "n": worst.n,
                "p_value": worst.p_value,
                "q_value": worst.q_value,
                "explained_by": worst.explained_by,
            }
            for worst in one.worst.slices
        ],
        "slices_searched": one.worst.n_searched,
        "slices_tested": one.worst.n_tested,
    }


def _plain_pair(one: Comparison) -> Mapping[str, Any]:
    gap, pair = one.paired.difference, one.paired
    return {
        "first": one.first,
        "second": one.second,
        "difference": {"value": gap.value, "low": gap.low, "high": gap.high},
        "n": pair.n,
        "first_only": pair.first_only,
        "second_only": pair.second_only,
        "p_value": pair.p_value,
        "adjusted_p_value": one.adjusted_p,
    }
