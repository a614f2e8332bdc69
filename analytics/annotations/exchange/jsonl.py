"""JSONL: one annotation a line, with all fields and the texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from analytics.annotations.events import Event
from analytics.annotations.exchange.rows import Context, Record, Row, event_of

TITLE = "jsonl"


def detect(record: Record) -> bool:
    """Whether this is a record of dataloupe."""
    return "annotation_schema" in record and "value" in record


def write(rows: Iterable[Row], context: Context) -> Iterator[Record]:
    """One record for each annotation."""
    for row in rows:
        fields = {key: value for key, value in msgspec.structs.asdict(row.event).items() if value is not None}
        texts = {"text": row.text, "other_text": row.other_text, "prompt": row.prompt}
        yield fields | {name: text for name, text in texts.items() if text is not None}


def read(records: Iterable[Record], context: Context) -> Iterator[Event]:
    """The annotations of the records."""
    for record in records:
        doc_id = context.doc_id(record.get("doc_id"), record.get("text"))
        if doc_id is not None:
            fields = dict(record)
            if isinstance(record.get("other_text"), str):
                fields["other_doc_id"] = context.doc_id(record.get("other_doc_id"), record["other_text"])
            yield event_of(context, fields, doc_id, record["value"], record.get("annotator"), repr(sorted(record)))
