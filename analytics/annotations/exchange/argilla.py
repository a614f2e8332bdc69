"""Argilla: records with fields and responses, as `rg.Record.to_dict` and `from_dict` have them (version 2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from analytics.annotations.events import NO_ANNOTATOR, Event
from analytics.annotations.exchange.rows import Context, Record, Row, by_item, event_fields, event_of

TITLE = "argilla"
QUESTION = "answer"


def detect(record: Record) -> bool:
    """Whether this is a record of Argilla."""
    return isinstance(record.get("fields"), dict) and isinstance(record.get("responses"), (dict, list))


def write(rows: Iterable[Row], context: Context) -> Iterator[Record]:
    """One record for each item, with one response for each person; right answers are responses, too."""
    for item in by_item(rows):
        first = item[0].event
        fields = {"text": item[0].text}
        if item[0].other_text is not None:
            fields["other_text"] = item[0].other_text
        metadata: Record = {"doc_id": first.doc_id, "dataloupe": [event_fields(row.event) for row in item]}
        responses = [
            {"value": row.event.value, "user_id": row.event.annotator or NO_ANNOTATOR, "status": "submitted"}
            for row in item
        ]
        yield {
            "id": f"{first.doc_id}" if first.other_doc_id is None else f"{first.doc_id}-{first.other_doc_id}",
            "fields": fields,
            "metadata": metadata,
            "suggestions": {},
            "responses": {QUESTION: responses},
            "vectors": {},
        }


def read(records: Iterable[Record], context: Context) -> Iterator[Event]:
    """The submitted responses to the question of the schema, or to the only one."""
    for record in records:
        texts, metadata = record.get("fields") or {}, record.get("metadata") or {}
        doc_id = context.doc_id(metadata.get("doc_id"), texts.get("text"))
        own = metadata.get("dataloupe") or []
        second = own[0].get("other_doc_id") if own else None
        other = context.doc_id(second, texts["other_text"]) if "other_text" in texts else None
        for place, one in enumerate(_responses(record.get("responses") or {}, context.schema.name)):
            if doc_id is None or one.get("status", "submitted") != "submitted":
                continue
            fields = dict(own[place]) if place < len(own) else {}
            seed = f"{doc_id} {one.get('user_id')} {one.get('value')}"
            fields["other_doc_id"] = other
            yield event_of(context, fields, doc_id, one.get("value"), one.get("user_id"), seed)


def _responses(responses: Any, schema: str) -> list[Record]:
    if isinstance(responses, list):
        return [one for one in responses if isinstance(one, dict)]
    key = next((name for name in (schema, QUESTION) if name in responses), next(iter(responses), None))
    answers: list[Record] = responses.get(key) or []
    return answers
