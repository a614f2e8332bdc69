"""Label Studio: tasks with annotations and predictions, as its JSON export and import have them.

Source: labelstud.io/guide/export and /guide/tasks, the format of tasks and of results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.saxutils import quoteattr

from analytics.annotations.events import NO_ANNOTATOR, Event
from analytics.annotations.exchange.rows import Context, Record, Row, by_item, event_fields, event_of
from analytics.annotations.schema import AnySchema

TITLE = "label-studio"

_TYPES = {
    "choice": ("choices", "choices"),
    "several": ("choices", "choices"),
    "score": ("rating", "rating"),
    "text": ("textarea", "text"),
    "pair": ("choices", "choices"),
    "span": ("labels", "labels"),
}
"""The type of a result, and the key of its value, for each kind of schema."""


def labelling_config(schema: AnySchema) -> str:
    """The labelling interface of a schema, as XML. Label Studio's rating starts at 1."""
    texts = '<Text name="text" value="$text"/>'
    if schema.is_pair:
        texts += '<Text name="other" value="$other_text"/>'
    tag, item = ("Labels", "Label") if schema.kind == "span" else ("Choices", "Choice")
    answers = "".join(f"<{item} value={quoteattr(one)}/>" for one in schema.answers)
    multiple = ' choice="multiple"' if schema.kind == "several" else ""
    control = f'<{tag} name="answer" toName="text"{multiple}>{answers}</{tag}>'
    if schema.kind == "text":
        control = '<TextArea name="answer" toName="text"/>'
    if schema.kind == "score":
        control = f'<Rating name="answer" toName="text" maxRating="{len(schema.answers)}"/>'
    return f"<View>{texts}{control}</View>"


def detect(record: Record) -> bool:
    """Whether this is a task."""
    return isinstance(record.get("data"), dict) and ("annotations" in record or "completions" in record)


def write(rows: Iterable[Row], context: Context) -> Iterator[Record]:
    """One task for each item, with one annotation for each person."""
    for number, item in enumerate(by_item(rows), 1):
        first = item[0]
        data: Record = {"text": first.text, "doc_id": first.event.doc_id}
        if first.other_text is not None:
            data |= {"other_text": first.other_text, "other_doc_id": first.event.other_doc_id}
        yield {
            "id": number,
            "data": data,
            "annotations": [_annotation(row, context, place) for place, row in enumerate(item, 1)],
            "predictions": [],
        }


def _annotation(row: Row, context: Context, place: int) -> Record:
    event, schema = row.event, context.schema
    return {
        "id": place,
        "result": _results(schema, event.value),
        "was_cancelled": False,
        "ground_truth": event.is_gold,
        "lead_time": event.seconds,
        "completed_by": {"email": event.annotator or NO_ANNOTATOR},
        "unique_id": event.annotation_id,
        "meta": {"dataloupe": event_fields(event)},
    }


def _results(schema: AnySchema, value: Any) -> list[Record]:
    kind, key = _TYPES[schema.kind]
    head = {"from_name": "answer", "to_name": "text", "type": kind}
    if schema.kind == "span":
        return [
            {"id": f"s{place}", **head, "value": {"start": one["start"], "end": one["end"], key: [one["label"]]}}
            for place, one in enumerate(value)
        ]
    content: Any = value if schema.kind == "several" else [value]
    if schema.kind == "score":
        content = value - int(schema.answers[0]) + 1
    return [{"id": "r0", **head, "value": {key: content}}]


def read(records: Iterable[Record], context: Context) -> Iterator[Event]:
    """The annotations of tasks that were not cancelled; predictions are not annotations."""
    for task in records:
        data = task.get("data") or {}
        doc_id = context.doc_id(data.get("doc_id"), data.get("text"))
        other = context.doc_id(data.get("other_doc_id"), data.get("other_text")) if "other_text" in data else None
        for one in task.get("annotations") or task.get("completions") or ():
            if doc_id is None or one.get("was_cancelled"):
                continue
            fields = dict((one.get("meta") or {}).get("dataloupe") or {})
            fields |= {"is_gold": bool(one.get("ground_truth")), "other_doc_id": other}
            if isinstance(one.get("lead_time"), (int, float)):
                fields["seconds"] = one["lead_time"]
            value = _value(context.schema, one.get("result") or [])
            if value is not None:
                seed = f"{doc_id} {one.get('unique_id') or one.get('id')} {value}"
                yield event_of(context, fields, doc_id, value, _who(one.get("completed_by")), seed)


def _value(schema: AnySchema, results: list[Record]) -> Any:
    kind, key = _TYPES[schema.kind]
    values = [one["value"] for one in results if one.get("type") == kind and key in one.get("value", {})]
    if schema.kind == "span":
        return [{"start": one["start"], "end": one["end"], "label": label} for one in values for label in one[key]]
    if not values:
        return [] if schema.kind == "several" else None
    content = values[0][key]
    if schema.kind == "several":
        return content
    if schema.kind == "score":
        return content + int(schema.answers[0]) - 1
    return content[0] if isinstance(content, list) and content else content


def _who(completed_by: Any) -> str | None:
    if isinstance(completed_by, dict):
        return completed_by.get("email") or completed_by.get("username")
    return None if completed_by is None else f"user {completed_by}"
