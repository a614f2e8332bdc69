"""Who has which item now, so that two people do not answer the same one unless overlap is wanted.

A claim lapses after a time; a person who was cut off blocks an item no longer than that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

import filelock
import msgspec

from analytics.annotations.counting import counting_events
from analytics.annotations.events import Event
from analytics.annotations.files import FOLDER
from analytics.annotations.schema import Schema

LEASE_SECONDS = 600.0

Item = tuple[int, int | None]


class Claim(msgspec.Struct, frozen=True):
    """An item that a session has until `expires` (seconds since 1970)."""

    session: str
    doc_id: int
    other_doc_id: int | None
    expires: float

    @property
    def item(self) -> Item:
        return self.doc_id, self.other_doc_id


def answered(events: Iterable[Event]) -> dict[Item, set[str]]:
    """Who has answered each item."""
    by_item: dict[Item, set[str]] = {}
    for one in events:
        if not one.is_gold:
            by_item.setdefault(one.item, set()).add(one.annotator or "")
    return by_item


def claim(
    folder: Path,
    schema: Schema,
    session: str,
    annotator: str,
    candidates: Callable[[], Iterable[Item]],
    skipped: Collection[Item] = (),
    now: float | None = None,
) -> Item | None:
    """The first of the candidates that this person has not answered, and that fewer people than the overlap have
    answered or have now; None when there is none. The item that the session had before is free again.
    """
    now = time.time() if now is None else now
    path = folder / FOLDER / f"{schema.name}.claims.json"
    path.parent.mkdir(exist_ok=True)
    with filelock.FileLock(path.with_suffix(".lock")):
        others = [one for one in _read(path) if one.expires > now and one.session != session]
        done = answered(counting_events(folder, schema.name))
        item = _first(candidates(), schema.overlap, annotator, done, others, skipped)
        mine = [] if item is None else [Claim(session, *item, now + LEASE_SECONDS)]
        path.write_bytes(msgspec.json.encode([*others, *mine]))
    return item


def _first(
    candidates: Iterable[Item],
    overlap: int,
    annotator: str,
    done: Mapping[Item, set[str]],
    others: Iterable[Claim],
    skipped: Collection[Item],
) -> Item | None:
    holders: dict[Item, int] = {}
    for one in others:
        holders[one.item] = holders.get(one.item, 0) + 1
    for item in candidates:
        people = done.get(item, set())
        if item not in skipped and annotator not in people and len(people) + holders.get(item, 0) < overlap:
            return item
    return None


def _read(path: Path) -> list[Claim]:
    """The claims; none where a killed process left half of a file, which costs at most an item that is asked twice."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Claim])
    except (OSError, msgspec.MsgspecError):
        return []
