"""Log records from the rows of a plain table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from analytics.ingest.logs.record import USER_ROLES, LogRecord, Message, Rating
from analytics.ingest.logs.record_values import (
    content_text,
    decoded_json,
    first_string,
    to_number,
    unused_fields,
)
from analytics.ingest.logs.tables import LogTables

RATING_FIELDS = ("thumbs", "rating")


class TableReader:
    """Reads rows one after another. It remembers the last one, to recognize a second answer to the same prompt."""

    def __init__(self, fields: Mapping[str, str], tables: LogTables):
        self._fields = fields
        self._tables = tables
        self._used = {column for field, column in fields.items() if field not in ("turn", "regenerated")}
        if "prompt" in fields:
            self._used |= {"messages", "text"}  # copies of the prompt and response
        self._last_key: tuple[Any, ...] = ()
        self._answers: dict[tuple[Any, ...], int] = {}
        self._last_prompt_id: int | None = None

    def parse(self, row: Mapping[str, Any]) -> LogRecord:
        """The content of one row."""
        values = self._values(row)
        messages = self._messages(values)
        return LogRecord(
            first_string(values, "conversation_id"),
            messages,
            self._ratings(values, len(messages) - 1),
            source=first_string(values, "source"),
            label=first_string(values, "label"),
            extra=unused_fields(row, self._used),
            is_whole="conversation_id" not in values,
            position=to_number(values.get("turn")),
        )

    def add(self, record: LogRecord, row: int) -> None:
        """Add the record of a row; a second answer gets the prompt that is already there, and a row that repeats an
        answer gives it another rating.
        """
        has_prompt = len(record.messages) == 2
        key = (record.conversation, record.position, record.messages[0].text) if has_prompt else ()
        is_same_prompt = has_prompt and record.conversation is not None and key == self._last_key
        if not is_same_prompt or self._last_prompt_id is None:
            doc_ids = self._tables.add(record, row)
            self._last_key, self._last_prompt_id = key, doc_ids.get(0) if has_prompt else None
            self._answers = {}
        elif (doc_id := self._answers.get(_answer_key(record))) is not None and _says_who_rated(record):
            self._tables.rate_again(record, doc_id)
            return
        else:
            del record.messages[0]
            for rating in record.ratings:
                rating.message_number = 0
            doc_ids = self._tables.add(record, row, continues=self._last_prompt_id)
        if has_prompt and (answer := doc_ids.get(len(record.messages) - 1)) is not None:
            self._answers.setdefault(_answer_key(record), answer)

    def _values(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """{field: value} without missing values and NaN."""
        values = {field: row.get(column) for field, column in self._fields.items()}
        return {field: value for field, value in values.items() if value is not None and value == value}

    def _messages(self, values: Mapping[str, Any]) -> list[Message]:
        if "prompt" in self._fields or "response" in self._fields:
            messages = [_message("user", values.get("prompt")), _message("assistant", values.get("response"))]
        else:
            messages = [Message(str(values["role"]), content_text(values.get("content")))]
        user, lang = first_string(values, "user"), first_string(values, "lang")
        for message in messages:
            message.user, message.created_at, message.lang = user, values.get("created_at"), lang
        last = messages[-1]
        if last.role.lower() not in USER_ROLES:
            last.id, last.model = first_string(values, "message_id"), first_string(values, "model")
            last.prompt_version = first_string(values, "prompt_version")
            last.latency_ms, last.cost = values.get("latency_ms"), values.get("cost")
        return messages

    def _ratings(self, values: Mapping[str, Any], answer: int) -> list[Rating]:
        annotator = first_string(values, "annotator")
        return [
            Rating(
                self._fields[field],
                values[field],
                message_number=answer,
                rater=annotator or first_string(values, "user"),
                rater_kind="annotator" if annotator else "user",
                comment=first_string(values, "comment"),
                created_at=values.get("created_at"),
            )
            for field in RATING_FIELDS
            if field in values
        ]


def _answer_key(record: LogRecord) -> tuple[Any, ...]:
    answer = record.messages[-1]
    return answer.text, answer.id, answer.model, answer.user


def _says_who_rated(record: LogRecord) -> bool:
    """Whether a row that repeats an answer is another rating of it, not the same answer again: it has the id of the
    message, or the name of an annotator.
    """
    return record.messages[-1].id is not None or any(rating.rater_kind == "annotator" for rating in record.ratings)


def _message(role: str, value: Any) -> Message:
    return Message(role, content_text(decoded_json(value) if isinstance(value, (list, dict)) else value))
