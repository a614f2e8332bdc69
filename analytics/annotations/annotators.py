"""How fast and how right is each person, and do they agree?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analytics.annotations.current import as_text
from analytics.annotations.events import NO_ANNOTATOR, Event
from analytics.annotations.qualification import gold_answers, test_of
from analytics.annotations.schema import AnySchema, Score
from analytics.statistics.agreement import UNDEFINED, Agreement, cohen_kappa, krippendorff_alpha
from analytics.statistics.intervals import wilson

Item = tuple[int, int | None]

MIN_RATERS = 5
"""With fewer people, the interval holds for other items and these people; with more, for other people too."""


@dataclass(frozen=True)
class Agreements:
    """Krippendorff's alpha of all people, and Cohen's kappa of the two who share most items (None: nobody does)."""

    alpha: Agreement
    kappa: Agreement | None = None
    pair: tuple[str, str] | None = None

    def summary_text(self) -> str:
        """Both in one sentence."""
        if not self.alpha.n_units:
            return "Nobody has answered the same item as somebody else yet."
        figures = [f"Krippendorff's alpha {_with_interval(self.alpha)}"]
        if self.kappa is not None and self.pair is not None:
            figures.append(f"Cohen's kappa of {self.pair[0]} and {self.pair[1]} {_with_interval(self.kappa)}")
        return "; ".join(figures) + "."


def agreements(schema: AnySchema, events: Iterable[Event]) -> Agreements:
    """The agreement of the people whose events count; sets of answers and of passages agree when they are equal."""
    own = [one for one in events if one.annotation_schema == schema.name and not one.is_gold]
    if schema.levels is None or not own:
        return Agreements(UNDEFINED)
    units = pd.factorize(pd.Series([str(one.item) for one in own]))[0]
    values = _codes(schema, own)
    raters, names = pd.factorize(pd.Series([one.annotator or NO_ANNOTATOR for one in own]))
    alpha = krippendorff_alpha(units, values, schema.levels, raters=raters if len(names) >= MIN_RATERS else None)
    by_item: dict[int, dict[int, int]] = {}
    for unit, rater, value in zip(units, raters, values, strict=True):
        by_item.setdefault(unit, {})[rater] = value
    shared = Counter((a, b) for who in by_item.values() for a in who for b in who if a < b)
    if not shared:
        return Agreements(alpha)
    ((first, second), _), *_ = shared.most_common(1)
    both = np.array([(who[first], who[second]) for who in by_item.values() if {first, second} <= set(who)])
    return Agreements(alpha, cohen_kappa(both[:, 0], both[:, 1]), (str(names[first]), str(names[second])))


def annotator_table(schema: AnySchema, events: Iterable[Event]) -> pd.DataFrame:
    """One row for each person, the busiest first: annotator, answers, seconds (median), gold and majority (the share of
    equal answers, each with n, low and high), bias, most and passed.

    The majority of an item is the most frequent answer of the others; without one, the item does not count. `bias`
    compares with the others on the same items: the mean difference of scores; of other answers `most` is the one that
    this person gives more often than they do, and `bias` by how much.
    """
    events = [one for one in events if one.annotation_schema == schema.name]
    own = [one for one in events if not one.is_gold]
    gold = gold_answers(schema, events)
    by_item: dict[Item, list[Event]] = {}
    for one in own:
        by_item.setdefault(one.item, []).append(one)
    people = Counter(one.annotator or NO_ANNOTATOR for one in own)
    rows = []
    for annotator, n in people.most_common():
        answers = [one for one in own if (one.annotator or NO_ANNOTATOR) == annotator]
        with_gold = [schema.same(one.value, gold[one.item].value) for one in answers if one.item in gold]
        majority = _with_majority(schema, annotator, answers, by_item)
        seconds = [one.seconds for one in answers if one.seconds is not None]
        bias, low, high, most = _bias(schema, annotator, answers, by_item)
        passed = test_of(schema, annotator, events).is_passed
        shares = (*_share(with_gold), *_share(majority))
        rows.append(
            (annotator, n, float(np.median(seconds)) if seconds else np.nan, *shares, bias, low, high, most, passed)
        )
    columns = ["annotator", "answers", "seconds"]
    columns += [f"{what}{name}" for what in ("gold", "majority") for name in ("", "_low", "_high", "_n")]
    return pd.DataFrame(rows, columns=[*columns, "bias", "bias_low", "bias_high", "most", "passed"])


def _with_majority(
    schema: AnySchema, annotator: str, answers: list[Event], by_item: dict[Item, list[Event]]
) -> list[bool]:
    """For each answer to an item with a majority of others, whether it is equal to it."""
    equal = []
    for one in answers:
        others = Counter(
            as_text(two.value) for two in by_item[one.item] if (two.annotator or NO_ANNOTATOR) != annotator
        )
        ranking = others.most_common(2)
        if ranking and (len(ranking) == 1 or ranking[0][1] > ranking[1][1]):
            equal.append(as_text(one.value) == ranking[0][0])
    return equal


def _bias(
    schema: AnySchema, annotator: str, answers: list[Event], by_item: dict[Item, list[Event]]
) -> tuple[float, float, float, str]:
    """The bias of a person, its 95 % interval over items, and the answer that it is about ("" for scores)."""
    pairs = [
        (one.value, [two.value for two in by_item[one.item] if (two.annotator or NO_ANNOTATOR) != annotator])
        for one in answers
    ]
    pairs = [(value, others) for value, others in pairs if others]
    if isinstance(schema, Score):
        return (*_mean([value - float(np.mean(others)) for value, others in pairs]), "")
    best = (np.nan, np.nan, np.nan, "")
    for answer in schema.answers:
        more = _mean([_gives(value, answer) - float(np.mean([_gives(one, answer) for one in others]))
                      for value, others in pairs])  # fmt: skip
        if np.isnan(best[0]) or more[0] > best[0]:
            best = (*more, answer)
    return best


def _gives(value: object, answer: str) -> bool:
    if isinstance(value, list):
        return any(one == answer or (isinstance(one, dict) and one.get("label") == answer) for one in value)
    return value == answer


def _mean(values: list[float]) -> tuple[float, float, float]:
    if not values:
        return np.nan, np.nan, np.nan
    mean = float(np.mean(values))
    if len(values) < 2:
        return mean, np.nan, np.nan
    half = 1.96 * float(np.std(values, ddof=1)) / np.sqrt(len(values))
    return mean, mean - half, mean + half


def _share(hits: list[bool]) -> tuple[float, float, float, int]:
    if not hits:
        return np.nan, np.nan, np.nan, 0
    low, high = wilson(sum(hits), len(hits))
    return sum(hits) / len(hits), float(low), float(high), len(hits)


def _codes(schema: AnySchema, events: list[Event]) -> np.ndarray:
    """The answers as codes from 0, scores in their order."""
    if isinstance(schema, Score):
        return np.array([int(one.value) - schema.low for one in events])
    return np.asarray(pd.factorize(pd.Series([as_text(one.value) for one in events]))[0])


def _with_interval(one: Agreement) -> str:
    if np.isnan(one.value):
        return f"unknown, all answers are the same ({one.n_units} items)"
    interval = "" if np.isnan(one.low) else f", {one.low:.2f} to {one.high:.2f}"
    return f"{one.value:.2f}{interval} ({one.n_units} items)"
