"""Keep one of several documents that repeat one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

import duckdb
import numpy as np
from msgspec import Meta

from analytics.ask.columns import column
from analytics.ask.duplicates import KEEP_RULES, KeepPolicy, Thresholds, decisions
from analytics.errors import DataloupeError
from analytics.recipe.steps.action import Documents, StructAction

Score = Annotated[float, Meta(ge=0, le=1)]
KeepRule = Annotated[str, Meta(extra_json_schema={"enum": list(KEEP_RULES)})]


class Deduplicate(
    StructAction,
    frozen=True,
    tag="deduplicate",
    rename={"lower_is_better": "lower is better", "keep_indirect": "keep indirect duplicates"},
):
    """Of the remaining documents that repeat one another, keep one; without a score only exact copies count.

    `keep_indirect` keeps a document that is linked to the kept document only through removed ones.
    """

    removes: ClassVar[bool] = True
    considers_remaining: ClassVar[bool] = True
    old_names: ClassVar[Mapping[str, str]] = {
        "least is best": "lower is better",
        "spare chain members": "keep indirect duplicates",
    }

    jaccard: Score | None = None
    containment: Score | None = None
    cosine: Score | None = None
    keep: KeepRule = "longest"
    signal: str | None = None
    lower_is_better: bool = False
    sources: tuple[str, ...] = ()
    keep_indirect: bool = True

    @classmethod
    def of(cls, thresholds: Thresholds, policy: KeepPolicy) -> Deduplicate:
        """The action with these thresholds and this policy."""
        scores = (thresholds.jaccard, thresholds.containment, thresholds.cosine)
        return cls(*scores, policy.rule, policy.signal, policy.lower_is_better, policy.sources, policy.keep_indirect)

    def __post_init__(self) -> None:
        if self.policy.rule == "best signal" and self.signal is None:
            raise DataloupeError("The keep rule 'best signal' needs the key 'signal', such as signal: n_words.")

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(self.jaccard, self.containment, self.cosine)

    @property
    def policy(self) -> KeepPolicy:
        return KeepPolicy(self.keep, self.signal, self.lower_is_better, self.sources, self.keep_indirect)

    def describe(self) -> str:
        details = {
            "best signal": f" ({'lowest' if self.lower_is_better else 'highest'} {self.signal})",
            "source priority": f" ({', '.join(self.sources)})",
        }
        one_each = "" if self.keep_indirect else ", one of each cluster"
        return f"deduplicate at {self.thresholds.describe()}, keep {self.keep}{details.get(self.keep, '')}{one_each}"

    def check_columns(self, connection: duckdb.DuckDBPyConnection) -> None:
        if self.signal is not None:
            column(connection, "signals", self.signal)

    def tables(self) -> set[str]:
        return {"duplicate_pairs"} | ({"neighbors"} if self.cosine is not None else set())

    def affected(self, documents: Documents) -> np.ndarray:
        pairs = documents.pairs()
        if not documents.remaining.all():
            pairs = pairs.among(documents.doc_ids[documents.remaining])
        decided = decisions(documents.connection, pairs, self.thresholds, self.policy)
        return documents.among(decided.doc_id[~decided.kept].to_numpy())
