"""The filter of documents that a rule on the classifier's score keeps."""

from __future__ import annotations

import math
from typing import Any

from analytics.ask.filters.filter import StructFilter
from analytics.errors import DataloupeError
from analytics.signals.registry import SIGNAL_TABLES, SIGNALS
from analytics.sql import identifier

DRAW = "(CAST('0x' || substr(hex(raw_hash), 1, 13) AS BIGINT) / 4503599627370496.0)"
"""A number in [0, 1) from the first 52 bits of a hash of the text: uniformly distributed, and the same for the same
text.
"""

KEEP_RULES = {
    "threshold": "score at least",
    "percentile": "best share",
    "pareto": "GPT-3's Pareto rule",
}


class KeptByScore(StructFilter, frozen=True, tag="kept"):
    """Documents that `rule` keeps by their score in `column`; a document without a score is not kept.

    threshold: those with a score of at least `value`. percentile: the best `value` (a share, 0 to 1) of all scored
    documents. pareto: each with the probability (2 - score)^-value; `numpy.random.pareto(value) > 1 - score` in the
    paper is the same in closed form, as numpy's Pareto is Lomax's. A hash of the text decides which documents, so
    equal texts have the same outcome.
    """

    rule: str
    value: int | float
    column: str = "quality_score"
    kept: bool = True
    """False for the opposite: the documents that the rule does not keep, including those without a score."""

    def query(self) -> tuple[str, list[Any]]:
        joined = f"quality {'JOIN signatures USING (doc_id)' if self.rule == 'pareto' else ''}"
        kept = f"{'' if self.kept else 'NOT '}coalesce({self.condition()}, false)"
        return f"SELECT doc_id FROM {joined} WHERE {kept}", []

    def condition(self) -> str:
        """Whether a row of `quality` (joined with its `signatures`) is kept, as SQL. Raises DataloupeError for an
        unknown rule or column and an invalid value.
        """
        self._check_fields()
        value, score = float(self.value), identifier(self.column)
        if self.rule == "threshold":
            return f"{score} >= {value!r}"
        if self.rule == "percentile":
            return f"{score} >= (SELECT quantile_disc({score}, {1 - value!r}) FROM quality)" if value > 0 else "false"
        return f"{DRAW} < pow(2 - {score}, -{value!r})"

    def describe(self) -> str:
        return self._describe_rule() if self.kept else f"not {self._describe_rule()}"

    def _check_fields(self) -> None:
        if self.rule not in KEEP_RULES:
            raise DataloupeError(f"There is no keep rule {self.rule!r}. There are: {', '.join(KEEP_RULES)}.")
        scores = SIGNAL_TABLES["quality"]
        if self.column not in scores:
            raise DataloupeError(f"There is no score {self.column!r}. There are: {', '.join(scores)}.")
        value, is_share = float(self.value), self.rule == "percentile"
        if not math.isfinite(value) or value < 0 or (is_share and value > 1):
            limits = f"0 or more{', at most 1' if is_share else ''}"
            raise DataloupeError(f"{KEEP_RULES[self.rule]} cannot be {self.value}. It can be {limits}.")

    def _describe_rule(self) -> str:
        by = "" if self.column == "quality_score" else f" ({SIGNALS[self.column].title.lower()})"
        if self.rule == "percentile":
            return f"best {self.value:.1%} by quality score{by}"
        if self.rule == "pareto":
            return f"kept by quality score, Pareto alpha {self.value:g}{by}"
        return f"quality score at least {self.value:g}{by}"
