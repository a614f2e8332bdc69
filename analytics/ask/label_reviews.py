"""How many of the flagged labels are wrong? Estimated from a random sample of them that a person checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pandas as pd

from analytics.ask.columns import Column
from analytics.statistics.finite_population import count_interval

WRONG, RIGHT, UNSURE = "wrong", "right", "unsure"
VALUES = (WRONG, RIGHT, UNSURE)
SAMPLE_SIZE = 50
"""Enough for an interval of about 28 points in the worst case. After these, another 50 can be checked."""

MAX_SAMPLE = 1000


@dataclass(frozen=True)
class Review:
    """A sample of the `flagged` labels of a column, in the order in which they are checked, and what a person said.

    `sample`: doc_id, label, suggested, text_md5, value (None where it was not checked yet). The first documents are a
    random sample of all flagged ones, whatever was flagged and checked before.
    """

    flagged: int
    sample: pd.DataFrame = field(repr=False)

    @property
    def checked(self) -> pd.DataFrame:
        """The documents that were checked one after the other."""
        is_open = self.sample.value.isna().to_numpy()
        return self.sample.iloc[: is_open.argmax() if is_open.any() else len(is_open)]

    @property
    def counted(self) -> pd.DataFrame:
        """The checked documents that the estimate is based on: 50, 100 and so on, or all. Who could stop at any time
        would stop at a number that pleases.
        """
        n = len(self.checked)
        return self.checked if n == self.flagged else self.checked.iloc[: n // SAMPLE_SIZE * SAMPLE_SIZE]

    @property
    def target(self) -> int:
        """How many documents to check before the next estimate."""
        return min(len(self.counted) + SAMPLE_SIZE, self.flagged)

    @property
    def is_complete(self) -> bool:
        """Whether the estimate is based on all checked documents."""
        return 0 < len(self.counted) == len(self.checked)

    def count(self, value: str) -> int:
        """How many of the counted documents have this value."""
        return int((self.counted.value == value).sum())

    @property
    def estimate(self) -> int | None:
        """About how many of the flagged labels are wrong; None while nobody is sure about any."""
        sure = self.count(WRONG) + self.count(RIGHT)
        return round(self.flagged * self.count(WRONG) / sure) if sure else None

    @property
    def interval(self) -> tuple[int, int]:
        """The 95 % confidence interval of the number of wrong labels among the flagged ones. An unsure answer may be
        either: its lower end counts it as right, its upper end as wrong.
        """
        n, wrong, unsure = len(self.counted), self.count(WRONG), self.count(UNSURE)
        return (
            count_interval(wrong, n, self.flagged)[0],
            count_interval(wrong + unsure, n, self.flagged)[1],
        )

    def summary_text(self) -> str:
        """The estimate in one sentence; what is missing before there is one."""
        n = len(self.counted)
        if self.estimate is None:
            return f"Check {min(SAMPLE_SIZE, self.flagged)} of the flagged labels to see how many of them are wrong."
        low, high = self.interval
        answers = f"{self.count(WRONG)} wrong, {self.count(RIGHT)} right"
        if self.count(UNSURE):
            answers += f", {self.count(UNSURE)} unsure"
        return (
            f"About {_rounded(self.estimate, self.flagged)} of the {self.flagged:,} flagged labels are wrong "
            f"(95% interval: {low:,} to {high:,}), by the {n} that you checked: {answers}. "
            "Wrong labels that are not flagged are not counted."
        )


def _rounded(number: int, of: int) -> str:
    """A number with two significant digits where the whole is large: a sample does not know more."""
    step = 10 ** max(len(str(number)) - 2, 0) if of > SAMPLE_SIZE * 2 else 1
    return f"{round(number / step) * step:,}"


def schema_name(by: Column) -> str:
    """The schema of the judgements of a column, as `annotations` stores it."""
    return f"label check: {by.table}.{by.name}"


def flagged_sample(connection: duckdb.DuckDBPyConnection, by: Column) -> tuple[int, pd.DataFrame]:
    """How many labels in the column `by` are flagged, and a sample of them: doc_id, label, suggested, text_md5.

    The order is random, and the same in every session.
    """
    labels_in = f"{by.table}.{by.name}"
    ((flagged,),) = connection.execute(
        "SELECT count(*) FROM label_checks WHERE labels_in = ? AND is_issue", [labels_in]
    ).fetchall()
    sample = connection.execute(
        f"""SELECT doc_id, flagged.label, suggested, md5(text) AS text_md5 FROM (
            SELECT doc_id, label, suggested FROM label_checks WHERE labels_in = $1 AND is_issue
            ORDER BY md5(concat(doc_id, ' ', $1)), doc_id LIMIT {MAX_SAMPLE}
        ) AS flagged JOIN documents USING (doc_id) ORDER BY md5(concat(doc_id, ' ', $1)), doc_id""",
        [labels_in],
    ).df()
    return flagged, sample


def review(flagged: int, sample: pd.DataFrame, judgements: Iterable[Mapping[str, Any]]) -> Review:
    """The `flagged_sample`, and which of its labels have been judged.

    A judgement counts while the document has the same text and the same label; of several, the last one counts.
    """
    values = {(one["doc_id"], one.get("text_md5"), one.get("label")): one["value"] for one in judgements}
    keys = zip(sample.doc_id, sample.text_md5, sample.label, strict=True)
    value = [values.get((int(doc_id), md5, label)) for doc_id, md5, label in keys]
    return Review(flagged, sample.assign(value=pd.Series(value, index=sample.index, dtype=object)))
