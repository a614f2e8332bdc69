"""How reliable are the judges of comparisons? Their agreement, and the effect of the order of the answers."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analytics.ask.logs.comparisons import Comparisons
from analytics.statistics.agreement import Agreement, krippendorff_alpha, majority_kappa
from analytics.statistics.intervals import Rate, rates
from analytics.statistics.preferences import first_position
from analytics.statistics.two_way import ways

LOSES, TIES, WINS = 0, 1, 2
"""A verdict, from the model with the smaller code."""

MIN_ORDER_SHARE = 0.25
"""The share of the comparisons of two models that must show them in the rarer order. Otherwise the effect of position
cannot be distinguished from a difference of strength.
"""


@dataclass(frozen=True)
class HumanAgreement:
    """Model judges compared with people: Cohen's kappa of their majorities, and the share of equal majorities."""

    kappa: Agreement
    share: float


@dataclass(frozen=True)
class JudgeAgreement:
    """`table` has one row per judge: judge, kind, value, low, high, n (how often the judge agrees with the majority of
    the others, and in how many comparisons), the lowest first. `hidden_judges` have too few verdicts.
    """

    table: pd.DataFrame = field(repr=False)
    hidden_judges: int


def position_effect(comparisons: Comparisons) -> Rate | None:
    """How often the answer shown first wins, among models that were shown in either order by the same kind of judge.

    None when there are no such models: with a fixed order, the first position cannot be distinguished from the better
    model.
    """
    ordered = comparisons.keep(comparisons.is_order_known)
    if not len(ordered):
        return None
    low, high = np.minimum(ordered.a, ordered.b), np.maximum(ordered.a, ordered.b)
    pairs = pd.DataFrame({"kind": ordered.kinds, "low": low, "high": high, "low_first": ordered.a < ordered.b})
    share = pairs.groupby(["kind", "low", "high"]).low_first.transform("mean").to_numpy(float)
    both_orders = ordered.keep((share >= MIN_ORDER_SHARE) & (share <= 1 - MIN_ORDER_SHARE))
    return first_position(both_orders.outcome, both_orders.clusters, both_orders.crossed) if len(both_orders) else None


def agreement(comparisons: Comparisons) -> Agreement:
    """Krippendorff's nominal alpha of all verdicts on the same two models, in the same order, on the same prompt and
    turn. The interval holds for other prompts and other judges.
    """
    verdicts = _verdicts(comparisons, either_order=False)
    units, values, prompts, judges = (verdicts[name].to_numpy() for name in ("unit", "verdict", "prompt", "judge"))
    are_judges_known = len(judges) > 0 and bool((judges >= 0).all())
    return krippendorff_alpha(units, values, clusters=prompts, raters=judges if are_judges_known else None)


def human_agreement(comparisons: Comparisons) -> HumanAgreement | None:
    """How well model judges agree with people; None when not both judged the same comparisons. The interval holds for
    other prompts and other people.
    """
    verdicts = _verdicts(comparisons)
    is_model = verdicts.kind == "model"
    both = np.intersect1d(verdicts.unit[is_model], verdicts.unit[~is_model])
    verdicts, is_model = verdicts[verdicts.unit.isin(both)], is_model[verdicts.unit.isin(both)]
    if verdicts.empty:
        return None
    units = pd.factorize(verdicts.unit)[0]
    judges = verdicts.judge.where(verdicts.judge >= 0, -1 - np.arange(len(verdicts))).to_numpy()
    every = ways(verdicts.prompt.to_numpy(), judges)
    kappa, share = majority_kappa(is_model.to_numpy(int), units, verdicts.verdict.to_numpy(), every)
    return HumanAgreement(kappa, share)


def judge_agreement(comparisons: Comparisons, min_verdicts: int) -> JudgeAgreement:
    """How often each judge agrees with the majority of all *other* judges of the same comparison.

    Comparisons where the others have no majority do not count. Judges with fewer than `min_verdicts` verdicts that
    count are hidden.
    """
    verdicts = _verdicts(comparisons)
    verdicts = verdicts[verdicts.judge >= 0]
    majority = _majority_of_others(verdicts)
    counted = verdicts[majority >= 0]
    agrees = (counted.verdict.to_numpy() == majority[majority >= 0]).astype(float)
    n_judges = len(comparisons.judge_names)
    table = rates(agrees, counted.judge.to_numpy(), n_judges, counted.prompt.to_numpy())
    table.insert(0, "judge", list(comparisons.judge_names))
    table.insert(1, "kind", counted.groupby("judge").kind.first().reindex(range(n_judges)).to_numpy())
    shown = table[table.n >= min_verdicts].sort_values("value", kind="stable").reset_index(drop=True)
    return JudgeAgreement(shown, int(((table.n > 0) & (table.n < min_verdicts)).sum()))


def _verdicts(comparisons: Comparisons, either_order: bool = True) -> pd.DataFrame:
    """One row per comparison with a known prompt: unit (prompt, turn and pair of models, in one order if
    `either_order`), verdict, judge, kind, prompt.
    """
    known = comparisons.keep(comparisons.prompts >= 0)
    is_swapped = (known.a > known.b) & either_order
    first, second = np.where(is_swapped, known.b, known.a), np.where(is_swapped, known.a, known.b)
    outcome = np.where(is_swapped, 1 - known.outcome, known.outcome)
    keys = pd.DataFrame({"prompt": known.prompts, "turn": known.turns, "first": first, "second": second})
    units = keys.groupby(list(keys)).ngroup().to_numpy(int)
    verdicts = np.select([outcome == 0, outcome == 1], [LOSES, WINS], TIES)
    return pd.DataFrame(
        {"unit": units, "verdict": verdicts, "judge": known.judges, "kind": known.kinds, "prompt": known.prompts}
    )


def _majority_of_others(verdicts: pd.DataFrame) -> np.ndarray:
    """For each row, the majority verdict of all other rows of its unit; -1 without a majority."""
    if verdicts.empty:
        return np.zeros(0, int)
    units, own = verdicts.unit.to_numpy(), verdicts.verdict.to_numpy()
    counts = np.zeros((int(units.max()) + 1, 3))
    np.add.at(counts, (units, own), 1)
    others = counts[units]
    others[np.arange(len(verdicts)), own] -= 1
    most = others.max(axis=1)
    has_majority = (most > 0) & ((others == most[:, None]).sum(axis=1) == 1)
    return np.where(has_majority, others.argmax(axis=1), -1)
