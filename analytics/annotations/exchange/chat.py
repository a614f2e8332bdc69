"""Training data of preferences and demonstrations: DPO, KTO and SFT as chats, as TRL reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analytics.annotations.events import Event
from analytics.annotations.exchange.rows import Context, Record, Row, event_fields, event_of
from analytics.errors import DataloupeError

TITLE = "chat"


def detect(record: Record) -> bool:
    """Whether this is an example for DPO, KTO or SFT."""
    is_pair = "chosen" in record and "rejected" in record
    is_rated = "completion" in record and isinstance(record.get("label"), bool)
    return is_pair or is_rated or isinstance(record.get("messages"), list)


def write(rows: Iterable[Row], context: Context) -> Iterator[Record]:
    """DPO for pairs (ties have no place in it), KTO for answers of two values (the first is good), SFT for texts."""
    kind, answers = context.schema.kind, context.schema.answers
    if kind not in ("pair", "text") and not (kind == "choice" and len(answers) == 2):
        raise DataloupeError("Chats need a schema of pairs (DPO), of texts (SFT), or a choice of two answers (KTO).")
    for row in rows:
        event = row.event
        about = {"annotator": event.annotator, "dataloupe": {"doc_id": event.doc_id, **event_fields(event)}}
        prompt = [] if row.prompt is None else [_turn("user", row.prompt)]
        if kind == "pair" and event.value in ("a", "b"):
            a, b = [_turn("assistant", row.text)], [_turn("assistant", row.other_text or "")]
            chosen, rejected = (a, b) if event.value == "a" else (b, a)
            yield {"prompt": prompt, "chosen": chosen, "rejected": rejected, **about}
        elif kind == "choice":
            yield {
                "prompt": prompt,
                "completion": [_turn("assistant", row.text)],
                "label": event.value == answers[0],
                **about,
            }
        elif kind == "text":
            yield {"messages": [_turn("user", row.text), _turn("assistant", event.value)], **about}


def read(records: Iterable[Record], context: Context) -> Iterator[Event]:
    """The annotations of the examples whose texts are in the workspace."""
    for record in records:
        own = record.get("dataloupe") or {}
        text, other, value = _content(record, context, own)
        doc_id = context.doc_id(own.get("doc_id"), text)
        second = None if other is None else context.doc_id(own.get("other_doc_id"), other)
        if doc_id is None or (other is not None and second is None):
            continue
        fields = {**own, "other_doc_id": second}
        yield event_of(context, fields, doc_id, value, record.get("annotator"), f"{doc_id} {second} {value}")


def _content(record: Record, context: Context, own: Record) -> tuple[str, str | None, str]:
    """The text, the other text of a pair, and the answer."""
    if "chosen" in record:
        chosen, rejected = _last(record["chosen"]), _last(record["rejected"])
        is_second = "doc_id" in own and context.doc_id(own["doc_id"], chosen) != own["doc_id"]
        return (rejected, chosen, "b") if is_second else (chosen, rejected, "a")
    if "completion" in record:
        return _last(record["completion"]), None, context.schema.answers[0 if record["label"] else 1]
    return str(record["messages"][-2]["content"]), None, _last(record["messages"])


def _turn(role: str, content: str) -> Record:
    return {"role": role, "content": content}


def _last(messages: object) -> str:
    return str(messages[-1]["content"]) if isinstance(messages, list) and messages else str(messages)
