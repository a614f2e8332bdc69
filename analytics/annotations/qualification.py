"""Who counts: people who answered the gold items of a schema well enough.

Gold items are annotations that are marked `is_gold`: right answers with which others are compared. Their own annotator
need not pass a test.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analytics.annotations.events import NO_ANNOTATOR, Event
from analytics.annotations.schema import Schema

Item = tuple[int, int | None]


@dataclass(frozen=True)
class Test:
    """How somebody did on the first gold items: `right` of `n`, where `needed` are asked."""

    n: int
    right: int
    needed: int
    min_accuracy: float

    @property
    def is_over(self) -> bool:
        return self.n >= self.needed

    @property
    def is_passed(self) -> bool:
        return self.is_over and (not self.needed or self.right >= self.min_accuracy * self.n)

    def summary_text(self) -> str:
        """How the test stands, in one sentence."""
        if not self.is_over:
            return f"Test: item {self.n + 1} of {self.needed}. You count from {self.min_accuracy:.0%} right answers on."
        result = f"{self.right} of {self.n} test items are right; {self.min_accuracy:.0%} are needed."
        return f"Test passed: {result}" if self.is_passed else f"Test not passed: {result}"


def gold_answers(schema: Schema, events: Iterable[Event]) -> dict[Item, Event]:
    """The right answer of each gold item, of the events that count; the last one where there are several."""
    return {one.item: one for one in events if one.is_gold and one.annotation_schema == schema.name}


def test_of(schema: Schema, annotator: str, events: Iterable[Event]) -> Test:
    """The test of a person: the first gold items that this person answered, as the events that count say."""
    events = list(events)
    gold = gold_answers(schema, events)
    needed = min(schema.test_items, len(gold))
    answers = [one for one in events if not one.is_gold and one.item in gold]
    own = [one for one in answers if (one.annotator or NO_ANNOTATOR) == annotator][:needed]
    right = sum(schema.same(one.value, gold[one.item].value) for one in own)
    return Test(len(own), right, needed, schema.min_accuracy)


def with_passed_tests(events: list[Event], schemas: Mapping[str, Schema]) -> list[Event]:
    """The events without those of people who have not passed the test of their schema. Imported ones stay."""
    for schema in schemas.values():
        own = [one for one in events if one.annotation_schema == schema.name]
        if schema.test_items and any(one.is_gold for one in own):
            people = {one.annotator or NO_ANNOTATOR for one in own if not one.is_gold and one.origin is None}
            failed = {one for one in people if not test_of(schema, one, own).is_passed}
            events = [
                one
                for one in events
                if one.is_gold
                or one.origin is not None
                or one.annotation_schema != schema.name
                or (one.annotator or NO_ANNOTATOR) not in failed
            ]
    return events
