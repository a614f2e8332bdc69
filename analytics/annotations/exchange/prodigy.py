"""JSONL as Prodigy writes it: a text, options or spans, what was accepted, and the session of the person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from analytics.annotations.events import NO_ANNOTATOR, Event
from analytics.annotations.exchange.rows import Context, Record, Row, event_fields, event_of

TITLE = "prodigy"


def detect(record: Record) -> bool:
    """Whether this is a task of Prodigy."""
    return "answer" in record and ("text" in record or "options" in record)


def write(rows: Iterable[Row], context: Context) -> Iterator[Record]:
    """One task for each annotation."""
    schema = context.schema
    for row in rows:
        event = row.event
        task: Record = {"text": row.text, "answer": "accept", "_annotator_id": event.annotator or NO_ANNOTATOR}
        if row.other_text is not None:
            task["other_text"] = row.other_text
        if schema.kind == "span":
            task["spans"] = event.value
        elif schema.kind == "text":
            task["user_input"] = event.value
        else:
            accepted = event.value if schema.kind == "several" else [event.value]
            task |= {
                "options": [{"id": one, "text": one} for one in schema.answers],
                "accept": [str(a) for a in accepted],
            }
        yield task | {"_timestamp": int(event.created_at), "meta": {"doc_id": event.doc_id, **event_fields(event)}}


def read(records: Iterable[Record], context: Context) -> Iterator[Event]:
    """The accepted tasks. A rejected answer to one label is no answer to the question."""
    for record in records:
        meta = record.get("meta") or {}
        doc_id = context.doc_id(meta.get("doc_id"), record.get("text"))
        value = _value(context.schema.kind, record)
        if doc_id is None or record.get("answer") != "accept" or value is None:
            continue
        fields = {"created_at": float(record.get("_timestamp", 0)), **meta}
        if "other_text" in record:
            fields["other_doc_id"] = context.doc_id(meta.get("other_doc_id"), record["other_text"])
        who = record.get("_annotator_id") or record.get("_session_id")
        seed = f"{doc_id} {who} {record.get('_task_hash')} {value}"
        yield event_of(context, fields, doc_id, value, who, seed)


def _value(kind: str, record: Record) -> Any:
    if kind == "span":
        return [{name: one[name] for name in ("start", "end", "label")} for one in record.get("spans") or ()]
    if kind == "text":
        return record.get("user_input")
    accepted = record.get("accept")
    if accepted is None:
        return record.get("label")
    return accepted if kind == "several" else next(iter(accepted), None)
