"""Log records as rows: documents with their ids, turns, feedback and comparisons.

The build stage `conversations` joins the records of one conversation.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa

from analytics.ingest.arrow_types import cast_array, from_values, storable
from analytics.ingest.column_conversion import parse_time
from analytics.ingest.logs import message_tree
from analytics.ingest.logs.record import LogRecord, Preference, Rating
from analytics.ingest.logs.record_values import to_number
from analytics.ingest.logs.roles import message_kinds
from analytics.ingest.metadata_names import MetadataNames
from analytics.ingest.tables import DOCUMENTS, LOG_COMPARISONS, LOG_FEEDBACK, LOG_TURNS

MAX_REPEATED_CHARACTERS = 200
"""Longer metadata is stored at the first message of a record only, not repeated at each."""

Row = tuple[Any, ...]


class LogTables:
    """Collects the rows of log records. `pop_batches` returns them; `problems` counts what is unusual."""

    def __init__(self, first_doc_id: int, default_source: str):
        self.problems: Counter[str] = Counter()
        self.names = MetadataNames()
        self._doc_id, self._default_source = first_doc_id, default_source
        self._conversations: Counter[str] = Counter()
        self._clear()

    def _clear(self) -> None:
        self._documents: list[Row] = []
        self._metadata: list[dict[str, Any]] = []
        self._turns: list[Row] = []
        self._feedback: list[Row] = []
        self._comparisons: list[Row] = []

    def add(self, record: LogRecord, row: int, continues: int | None = None) -> dict[int, int]:
        """Add `record`, row number `row` of its input; gives {message number: doc_id} of the messages with text.

        `continues` is the doc_id before the first message if the record continues an earlier one.
        """
        conversation, doc_ids = self._conversation_id(record, row), self._assign_ids(record)
        places = message_tree.linear_places(record)
        if places is None:
            parents = message_tree.find_parents(record, self.problems)
            places = parents, message_tree.find_depths(parents), message_tree.find_shown(record, parents)
        placed = _PlacedRecord(record, conversation, doc_ids, *places, message_kinds(record), continues)
        for number in placed.doc_ids:
            self._add_message(placed, number)
        if not record.is_tree:
            self.problems["messages without text"] += sum(message.text is None for message in record.messages)
        self._add_ratings(placed)
        self._comparisons += [_comparison_row(preference, placed.doc_ids) for preference in record.preferences]
        return placed.doc_ids

    def rate_again(self, record: LogRecord, doc_id: int) -> None:
        """Add the ratings of a record that repeats the message `doc_id`."""
        self._feedback += [feedback_row(rating, record.conversation, doc_id) for rating in record.ratings]

    def pop_batches(self) -> dict[str, pa.RecordBatch]:
        """{table: batch} of all rows since the last call."""
        batches = {
            "documents": batch_of(self._documents, DOCUMENTS),
            "log_turns": batch_of(self._turns, LOG_TURNS),
            "log_feedback": batch_of(self._feedback, LOG_FEEDBACK),
            "log_comparisons": batch_of(self._comparisons, LOG_COMPARISONS),
            "metadata": self._metadata_batch(),
        }
        self._clear()
        return batches

    def _conversation_id(self, record: LogRecord, row: int) -> str:
        """The record's own id if it has one, made distinct if whole conversations share it."""
        conversation = record.conversation or f"{self._default_source} {row}"
        if not (record.is_whole and record.messages):
            return conversation
        self._conversations[conversation] += 1
        count = self._conversations[conversation]
        if count == 1:
            return conversation
        self.problems["conversations with the id of another conversation"] += 1
        return f"{conversation} #{count}"

    def _assign_ids(self, record: LogRecord) -> dict[int, int]:
        doc_ids = {}
        for number, message in enumerate(record.messages):
            if message.text is not None:
                if "\0" in message.text:
                    message.text = message.text.replace("\0", "\ufffd")
                    self.problems["NUL bytes in text, replaced"] += 1
                doc_ids[number] = self._doc_id
                self._doc_id += 1
        return doc_ids

    def _add_message(self, placed: _PlacedRecord, number: int) -> None:
        record, message = placed.record, placed.record.messages[number]
        doc_id, kind = placed.doc_ids[number], placed.kinds[number]
        created_at = None if message.created_at is None else parse_time(message.created_at)
        source = record.source or self._default_source
        self._documents.append(
            (doc_id, kind, source, message.text, record.title, message.lang, record.label, created_at, None, None)
        )
        is_first = doc_id == placed.first
        extra = record.extra if is_first else placed.repeated_extra
        if message.extra:
            extra = extra | (message.extra if is_first else _without_long(message.extra))
        self._metadata.append(extra)
        place = (placed.depth(number), record.position, placed.parent(number), message.id, message.role, kind)
        on_path = placed.shown[number] if record.is_whole else None
        answer = (message.model, message.prompt_version, message.user, created_at)
        figures = (_figure(message.latency_ms), _figure(message.cost))
        self._turns.append((doc_id, placed.conversation, placed.segment, *place, on_path, *answer, *figures))

    def _add_ratings(self, placed: _PlacedRecord) -> None:
        if not placed.record.ratings:
            return
        has_conversation = placed.record.conversation or placed.record.messages
        conversation = placed.conversation if has_conversation else None
        by_id = placed.doc_ids_by_message_id()
        for rating in placed.record.ratings:
            if rating.message_number is not None:
                doc_id = placed.doc_ids.get(rating.message_number)
            else:
                doc_id = by_id.get(rating.message_id) if rating.message_id else None
            self._feedback.append(feedback_row(rating, conversation, doc_id))

    def _metadata_batch(self) -> pa.RecordBatch:
        columns = {"doc_id": pa.array([row[0] for row in self._documents], pa.int64())}
        for key in dict.fromkeys(key for row in self._metadata for key in row):
            column = from_values([row.get(key) for row in self._metadata])
            columns[self.names(str(key))] = cast_array(column, storable(column.type))
        return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


@dataclass(frozen=True)
class _PlacedRecord:
    """A record with its conversation id, and doc_id ({message number: doc_id}), parent, depth ... of each message."""

    record: LogRecord
    conversation: str
    doc_ids: dict[int, int]
    parents: list[int | None]
    depths: list[int]
    shown: list[bool]
    kinds: list[str]
    continues: int | None

    @cached_property
    def repeated_extra(self) -> dict[str, Any]:
        """The metadata of the record that all its messages repeat."""
        return _without_long(self.record.extra)

    @cached_property
    def first(self) -> int | None:
        """The doc_id of its first message with text."""
        return next(iter(self.doc_ids.values()), None)

    @property
    def segment(self) -> int | None:
        return self.first if self.continues is None else self.continues

    def depth(self, number: int) -> int:
        return self.depths[number] + (self.continues is not None)

    def parent(self, number: int) -> int | None:
        """The doc_id before the message."""
        parent = self.parents[number]
        if parent is not None:
            return self.doc_ids[parent]
        return self.continues if self.doc_ids[number] == self.first else None

    def doc_ids_by_message_id(self) -> dict[str, int | None]:
        """{message id: doc_id}; the first of several messages with one id counts."""
        numbered = reversed(list(enumerate(self.record.messages)))
        return {message.id: self.doc_ids.get(number) for number, message in numbered if message.id is not None}


def feedback_row(rating: Rating, conversation: str | None, doc_id: int | None) -> Row:
    """The row of `log_feedback` of one rating."""
    value = rating.value if rating.value is None or 0 <= rating.value <= 1 else None
    rater = (rating.rater, rating.rater_kind)
    created_at = None if rating.created_at is None else parse_time(rating.created_at)
    return (
        conversation, doc_id, rating.message_id, *rater, rating.name, value, str(rating.raw), rating.comment, created_at
    )  # fmt: skip


def _comparison_row(one: Preference, doc_ids: dict[int, int]) -> Row:
    documents = [None if number is None else doc_ids.get(number) for number in (one.prompt, one.a, one.b)]
    judge = (one.judge, one.judge_kind)
    return (*documents, one.model_a, one.model_b, one.winner, *judge, one.turn, one.prompt_id, one.in_order)


def _without_long(extra: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in extra.items() if not _is_long(value)}


def _is_long(value: Any) -> bool:
    is_long_text = isinstance(value, str) and len(value) > MAX_REPEATED_CHARACTERS
    return is_long_text or isinstance(value, (dict, list))


def _figure(value: Any) -> float | None:
    return None if value is None or isinstance(value, bool) else to_number(value)


def batch_of(rows: list[Row], schema: pa.Schema) -> pa.RecordBatch:
    """Rows as a batch with a schema."""
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
