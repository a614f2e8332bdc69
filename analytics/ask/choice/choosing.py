"""Which documents are chosen, and how far does the choice reach each aim?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from analytics.ask.choice.evidence import Evidence
from analytics.ask.choice.request import Request, Weights
from analytics.batch import facility_location
from analytics.batch.facility_location import Choice, Objective

METHODS = ("diversity", "quality", "closeness", "balance")
"""The aims, each of which can be followed alone."""


@dataclass(frozen=True)
class Chosen:
    """`doc_ids` in the order in which they were chosen: the first ones are also the best smaller choice.

    `reached` has for each aim that was asked for what the choice reaches, as a share of what it reaches when this aim
    alone counts. `tokens` are estimated. `coverage` is the mean similarity of all selected documents to the nearest
    chosen one among their neighbours, 0 where no neighbour is chosen.
    """

    doc_ids: np.ndarray = field(repr=False)
    places: np.ndarray = field(repr=False)
    reached: Mapping[str, float]
    tokens: int
    among: int
    coverage: float

    def summary_text(self) -> str:
        """How many were chosen, and how far each aim is reached."""
        text = f"{len(self.doc_ids):,} of {self.among:,} documents ({self.tokens:,} tokens, estimated) are chosen."
        if len(self.reached) > 1:
            shares = ", ".join(f"{aim} {share:.0%}" for aim, share in self.reached.items())
            text += f" Compared with following each aim alone, it reaches: {shares}."
        return text


def choose(evidence: Evidence, request: Request) -> Chosen:
    """The greedy choice for the request; see `batch.facility_location` for what it guarantees."""
    budget = float(request.size)
    costs = evidence.tokens if request.unit == "tokens" else None
    choices = _each_alone(evidence, request, budget, costs)
    best = {aim: one.score for aim, one in choices.items()}
    if len(choices) == 1:
        (choice,) = choices.values()
    else:
        choice = facility_location.choose(_objective(evidence, request.weights, best, budget, costs), budget, costs)
    rows = choice.rows
    values = {aim: _value(aim, evidence, rows, budget, costs) for aim in best}
    return Chosen(
        evidence.doc_ids[rows],
        rows,
        {aim: values[aim] / best[aim] if best[aim] > 0 else 1.0 for aim in best},
        int(evidence.tokens[rows].sum()),
        len(evidence),
        _coverage(evidence, rows) / max(len(evidence), 1),
    )


def alone(request: Request, aim: str) -> Request:
    """The same request with one aim only."""
    weights = {name: float(name == aim) for name in METHODS}
    return replace(request, weights=Weights(**weights))


def _each_alone(evidence: Evidence, request: Request, budget: float, costs: np.ndarray | None) -> dict[str, Choice]:
    """The choice for each aim with a weight when it alone counts."""
    choices = {}
    for aim in METHODS:
        if getattr(request.weights, aim):
            units = dict.fromkeys(METHODS, 1.0)
            objective = _objective(evidence, alone(request, aim).weights, units, budget, costs)
            choices[aim] = facility_location.choose(objective, budget, costs)
    return choices


def _objective(
    evidence: Evidence, weights: Weights, best: Mapping[str, float], budget: float, costs: np.ndarray | None
) -> Objective:
    """The score of the aims, each divided by what is reached when it alone counts."""
    scale = {aim: getattr(weights, aim) / max(best.get(aim, 1.0), 1e-12) for aim in METHODS}
    size = np.ones(len(evidence)) if costs is None else costs
    worth = np.zeros(len(evidence))
    for aim in ("quality", "closeness"):
        values = getattr(evidence, aim)
        if values is not None and scale[aim]:
            worth += scale[aim] * values * size
    return Objective(
        evidence.similarity,
        scale["diversity"],
        worth,
        evidence.group,
        _quotas(evidence, budget, size),
        scale["balance"],
        evidence.alternatives,
    )


def _quotas(evidence: Evidence, budget: float, size: np.ndarray) -> np.ndarray:
    """Equal shares of the budget; what a small group cannot fill is shared among the others."""
    available = np.bincount(evidence.group[evidence.group >= 0], size[evidence.group >= 0], len(evidence.groups))
    quotas = np.zeros(len(available))
    left, is_open = budget, available > 0
    while left > 1e-9 and is_open.any():
        share = left / is_open.sum()
        more = np.minimum(available - quotas, share) * is_open
        quotas += more
        left -= more.sum()
        is_open = available - quotas > 1e-9
    return quotas


def _value(aim: str, evidence: Evidence, rows: np.ndarray, budget: float, costs: np.ndarray | None) -> float:
    """What a choice reaches of an aim."""
    size = np.ones(len(evidence)) if costs is None else costs
    if aim == "diversity":
        return _coverage(evidence, rows)
    if aim == "balance":
        filled = np.bincount(evidence.group[rows], size[rows], len(evidence.groups))
        return float(np.minimum(filled, _quotas(evidence, budget, size)).sum())
    return float((getattr(evidence, aim)[rows] * size[rows]).sum())


def _coverage(evidence: Evidence, rows: np.ndarray) -> float:
    """The sum over all documents of the highest similarity to a chosen one, by the graph."""
    if not len(rows):
        return 0.0
    return float(evidence.similarity[rows].max(axis=0).sum())
