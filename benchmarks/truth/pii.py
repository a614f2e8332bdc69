"""How much personal data is detected, and how much that only looks like it?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from analytics.batch.pii import KINDS, find, mask
from analytics.statistics.intervals import wilson
from benchmarks.truth._pii_negatives import negatives
from benchmarks.truth._pii_positives import Case, positives
from benchmarks.truth.table import Row

QUESTION = "Which personal data is in here?"
GENERATOR = "26 countries, several languages and markups"
MIN_RATE = 0.98
SEED = 1_000
"""Not a seed on which patterns were written (0 to 9)."""


@dataclass
class Counts:
    """Values that are detected as a whole, all values, and findings that are none, by kind."""

    hits: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def recall(self, kind: str) -> float:
        return self.hits[kind] / self.values[kind]

    def precision(self, kind: str) -> float:
        return self.hits[kind] / max(self.hits[kind] + self.wrong[kind], 1)


def generate(seed: int) -> tuple[list[Case], list[str]]:
    """Sentences with personal data, and sentences that only look like it."""
    return positives(seed), negatives(seed)


def count(cases: list[Case], others: list[str]) -> Counts:
    """Compare the findings with the planted values."""
    counts = Counts()
    for text, kind, value in cases:
        findings = [(text[start:end], of) for start, end, of in find(text)]
        counts.values[kind] += 1
        counts.hits[kind] += (value, kind) in findings
        counts.wrong.update(of for other, of in findings if (other, of) != (value, kind))
    counts.wrong.update(kind for text in others for _, _, kind in find(text))
    return counts


def leftovers(cases: list[Case]) -> list[str]:
    """Detected values of which four characters in a row, or a finding, are left in the masked text."""
    left = []
    for text, kind, value in cases:
        if (value, kind) not in [(text[start:end], of) for start, end, of in find(text)]:
            continue
        masked, around = mask(text), text.replace(value, "")
        pieces = {value[at : at + 4] for at in range(len(value) - 3)}
        if find(masked) or any(piece in masked and piece not in around for piece in pieces):
            left.append(text)
    return left


def check() -> list[Row]:
    """Recall and precision of each kind, and what masks leave."""
    cases, others = generate(SEED)
    counts = count(cases, others)
    rows = []
    for kind in KINDS:
        n, low = counts.values[kind], float(wilson(counts.hits[kind], counts.values[kind])[0])
        rows.append(Row(QUESTION, GENERATOR, f"recall, {kind}, of {n}", counts.recall(kind), ">=", MIN_RATE))
        rows.append(Row(QUESTION, GENERATOR, f"its Wilson lower bound, {kind}", low))
        measure = f"precision, {kind}, with {len(others)} negatives"
        rows.append(Row(QUESTION, GENERATOR, measure, counts.precision(kind), ">=", MIN_RATE))
    left = len(leftovers(cases))
    return [*rows, Row(QUESTION, GENERATOR, f"masked texts with something left, of {len(cases)}", left, "=", 0)]
