"""Which events count: the last of each person about each item, without those that were taken back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analytics.annotations.events import NO_ANNOTATOR, Event, read_events
from analytics.annotations.excluded import NOBODY, Excluded


def counting(events: Iterable[Event], without: Excluded = NOBODY) -> list[Event]:
    """The events that count, in their order."""
    events = list(events)
    undone = {one.undoes for one in events if one.undoes}
    last: dict[Any, Event] = {}
    for one in events:
        if one.undoes is None and one.annotation_id not in undone:
            last.pop(one.key, None)
            last[one.key] = one
    return [
        one
        for one in last.values()
        if one.value is not None and not without.has(one.annotator or NO_ANNOTATOR, one.annotation_schema)
    ]


def counting_events(folder: Path, schema: str) -> list[Event]:
    """The events of one schema that count, whoever made them."""
    return counting(one for one in read_events(folder) if one.annotation_schema == schema)
