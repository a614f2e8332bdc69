"""What every format is given: an annotation with its texts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from analytics.annotations.events import Event
from analytics.annotations.schema import AnySchema

Record = dict[str, Any]


@dataclass(frozen=True)
class Row:
    """An annotation, the text of its document, of the other one of a pair, and of the prompt that they answer."""

    event: Event
    text: str
    other_text: str | None = None
    prompt: str | None = None


@dataclass(frozen=True)
class Context:
    """The schema, and the documents by the MD5 of their text, where a file does not say which document is meant."""

    schema: AnySchema
    by_md5: Mapping[str, list[int]] = field(default_factory=dict)
    origin: str = "a file"
    annotator: str = "imported"

    def doc_id(self, record_id: Any, text: Any) -> int | None:
        """The document of a record: the one with this text (of several the one with this id); without a text, the one
        with this id; None for an unknown one.
        """
        known = int(record_id) if isinstance(record_id, (int, float)) and not isinstance(record_id, bool) else None
        if not isinstance(text, str):
            return known
        same = self.by_md5.get(md5(text), [])
        return known if known in same else next(iter(same), None)


def md5(text: str) -> str:
    """The hash of a text, as DuckDB computes it."""
    return hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def by_item(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows of each item together, in the order of the first."""
    items: dict[Any, list[Row]] = {}
    for row in rows:
        items.setdefault(row.event.item, []).append(row)
    yield from items.values()


def event_fields(event: Event) -> Record:
    """What tools have no place for: kept in a field of ours, so that nothing is lost."""
    fields = {
        "annotation_id": event.annotation_id,
        "created_at": event.created_at,
        "seconds": event.seconds,
        "is_gold": event.is_gold,
        "other_doc_id": event.other_doc_id,
        "text_md5": event.text_md5,
        "other_text_md5": event.other_text_md5,
        "origin": event.origin,
    }
    return {name: value for name, value in fields.items() if value is not None}


def event_of(context: Context, fields: Mapping[str, Any], doc_id: int, value: Any, annotator: Any, seed: str) -> Event:
    """The annotation of a record, with the fields that it had here before. A record without an id gets one from its
    content: imported twice, it counts once.
    """
    known = {name: fields[name] for name in Event.__struct_fields__ if name in fields and name != "value"}
    facts: Record = {"annotation_id": md5(f"{context.schema.name} {seed}"), "origin": context.origin} | known
    who = annotator if isinstance(annotator, str) and annotator else context.annotator
    facts |= {"annotation_schema": context.schema.name, "doc_id": doc_id, "annotator": who}
    return Event(value=context.schema.valid(value), **facts)
