"""Keep only the N documents that are best, most different, closest to a target, and balanced."""

from __future__ import annotations

from typing import Annotated, ClassVar

import duckdb
import numpy as np
from msgspec import Meta

from analytics.ask.choice import Request, Weights, choose, evidence_of
from analytics.ask.columns import column
from analytics.ask.duplicates import Thresholds
from analytics.ask.filters import Filter
from analytics.ask.groupings import GROUPINGS
from analytics.ask.selection import Selection
from analytics.recipe.steps.action import Documents, StructAction

Weight = Annotated[float, Meta(ge=0, le=1)]
Grouping = Annotated[str, Meta(extra_json_schema={"enum": list(GROUPINGS)})]


class Choose(StructAction, frozen=True, tag="choose", rename={"lower_is_better": "lower is better"}):
    """Of the remaining documents that pass every filter, keep `size` documents or tokens, and remove the others.

    The weights say how much each aim counts. `quality` is a column with a score, `target` the documents to resemble,
    `examples` texts to resemble, `balance` a grouping with equal shares. Of near-duplicates at the Jaccard similarity
    `jaccard`, one is kept.
    """

    removes: ClassVar[bool] = True
    considers_remaining: ClassVar[bool] = True

    size: Annotated[int, Meta(ge=1)]
    unit: Annotated[str, Meta(extra_json_schema={"enum": ["documents", "tokens"]})] = "documents"
    diversity: Weight = 1.0
    quality_weight: Weight = 0.0
    closeness: Weight = 0.0
    balance_weight: Weight = 0.0
    table: str = "signals"
    quality: str | None = None
    lower_is_better: bool = False
    target: tuple[Filter, ...] = ()
    balance: Grouping | None = None
    jaccard: Weight | None = 0.8
    where: tuple[Filter, ...] = ()
    examples: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: Request, selection: Selection) -> Choose:
        """The step that makes the choice of a request among a selection."""
        weights, (table, quality) = request.weights, request.quality or ("signals", None)
        thresholds = request.thresholds
        return cls(
            request.size,
            request.unit,
            weights.diversity,
            weights.quality,
            weights.closeness,
            weights.balance,
            table,
            quality,
            request.lower_is_better,
            request.target.filters,
            request.balance,
            None if thresholds is None else thresholds.jaccard,
            selection.filters,
            request.examples,
        )

    def __post_init__(self) -> None:
        _ = self.request  # validates

    @property
    def request(self) -> Request:
        return Request(
            self.size,
            self.unit,
            Weights(self.diversity, self.quality_weight, self.closeness, self.balance_weight),
            None if self.quality is None else (self.table, self.quality),
            self.lower_is_better,
            Selection(self.target),
            self.balance,
            None if self.jaccard is None else Thresholds(self.jaccard),
            self.examples,
        )

    def describe(self) -> str:
        among = f" where {Selection(self.where).describe()}" if self.where else ""
        return f"choose {self.request.describe()}{among}"

    def filters(self) -> tuple[Filter, ...]:
        return (*self.where, *self.target)

    def check_columns(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().check_columns(connection)
        if self.quality is not None:
            column(connection, self.table, self.quality)

    def tables(self) -> set[str]:
        duplicates = set() if self.jaccard is None else {"duplicate_pairs"}
        return {"embeddings", "neighbors"} | duplicates | super().tables()

    def affected(self, documents: Documents) -> np.ndarray:
        candidates = documents.remaining & documents.selected(*self.where)
        evidence = evidence_of(documents.connection, documents.doc_ids[candidates], self.request)
        chosen = choose(evidence, self.request)
        return ~documents.among(chosen.doc_ids)

    def has_no_match(self, affected: np.ndarray) -> bool:
        return bool(affected.all())
