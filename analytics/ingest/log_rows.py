"""Logs as rows: documents with their ids, turns, feedback and comparisons as read. The stage `conversations` puts
records together.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from analytics.ingest import tree
from analytics.ingest.arrow_types import converted, from_values, storable
from analytics.ingest.convert import time_of
from analytics.ingest.log import ASSISTANT_ROLES, OTHER_ROLES, USER_ROLES, Log, Message, Preference, Rating
from analytics.ingest.tables import DOCUMENTS, LOG_COMPARISONS, LOG_FEEDBACK, LOG_TURNS

LONG_TEXT = 200
"""Metadata longer than this is kept at the first message of a record only, not repeated at each."""


class LogRows:
    """Collects the rows of many logs. `take` hands them out as one batch a table and forgets them; `problems` counts
    what was odd.
    """

    def __init__(self, first_doc_id: int, default_source: str, names: Any):
        self.doc_id, self.default_source, self.names = first_doc_id, default_source, names
        self.problems: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        self._clear()

    def _clear(self) -> None:
        self.documents: list[tuple[Any, ...]] = []
        self.metadata: list[dict[str, Any]] = []
        self.turns: list[tuple[Any, ...]] = []
        self.feedback: list[tuple[Any, ...]] = []
        self.comparisons: list[tuple[Any, ...]] = []

    def add(self, log: Log, row: int, continues: int | None = None) -> dict[int, int]:
        """Rows for `log`, record number `row` of its input; gives {number of the message: doc_id} of those that have
        text.

        `continues` is the doc_id that the first message hangs on, when the record goes on from an earlier one.
        """
        conversation = log.conversation or f"{self.default_source} {row}"
        if log.whole and log.messages:
            self._seen[conversation] += 1
            if self._seen[conversation] > 1:
                self.problems["conversations whose id another conversation has"] += 1
                conversation = f"{conversation} #{self._seen[conversation]}"
        above, ids = tree.parents(log, self.problems), self._ids(log)
        depth, shown = tree.depths(above), tree.path(log, above)
        kinds = _kinds(log)
        first = next(iter(ids.values()), None)
        for number, doc_id in ids.items():
            message = log.messages[number]
            created_at = time_of(message.created_at)
            source = log.source or self.default_source
            self.documents.append(
                (
                    doc_id,
                    kinds[number],
                    source,
                    message.text,
                    log.title,
                    message.lang,
                    log.label,
                    created_at,
                    None,
                    None,
                )
            )
            self.metadata.append(
                {
                    key: value
                    for key, value in (log.extra | message.extra).items()
                    if doc_id == first or not _is_long(value)
                }
            )
            before = above[number]
            parent = (
                continues
                if before is None and continues is not None and doc_id == first
                else None
                if before is None
                else ids[before]
            )
            segment = first if continues is None else continues
            place = (
                doc_id,
                conversation,
                segment,
                depth[number] + (continues is not None),
                log.position,
                parent,
                message.id,
                message.role,
                kinds[number],
            )
            on_path = shown[number] if log.whole else None
            asked = (
                message.model,
                message.prompt_version,
                message.user,
                created_at,
                _number(message.latency_ms),
                _number(message.cost),
            )
            self.turns.append((*place, on_path, *asked))
        self.problems["messages without text"] += sum(message.text is None and not log.tree for message in log.messages)
        by_id = {
            message.id: ids.get(number)
            for number, message in reversed(list(enumerate(log.messages)))
            if message.id is not None
        }
        for rating in log.ratings:
            self._rate(rating, conversation if log.conversation or log.messages else None, ids, by_id)
        for preference in log.preferences:
            self._compare(preference, ids)
        return ids

    def take(self) -> dict[str, pa.RecordBatch]:
        """One batch a table of all rows since the last `take`."""
        tables = {"documents": _batch(self.documents, DOCUMENTS), "log_turns": _batch(self.turns, LOG_TURNS)}
        tables |= {
            "log_feedback": _batch(self.feedback, LOG_FEEDBACK),
            "log_comparisons": _batch(self.comparisons, LOG_COMPARISONS),
        }
        tables["metadata"] = self._metadata()
        self._clear()
        return tables

    def _ids(self, log: Log) -> dict[int, int]:
        ids = {}
        for number, message in enumerate(log.messages):
            if message.text is not None:
                if "\0" in message.text:
                    message.text = message.text.replace("\0", "\ufffd")
                    self.problems["NUL bytes in text, replaced"] += 1
                ids[number] = self.doc_id
                self.doc_id += 1
        return ids

    def _rate(
        self, rating: Rating, conversation: str | None, ids: dict[int, int], by_id: dict[str, int | None]
    ) -> None:
        doc_id = (
            ids.get(rating.number)
            if rating.number is not None
            else by_id.get(rating.message)
            if rating.message
            else None
        )
        value = rating.value if rating.value is None or 0 <= rating.value <= 1 else None
        self.feedback.append(
            (
                conversation,
                doc_id,
                rating.message,
                rating.rater,
                rating.rater_kind,
                rating.name,
                value,
                str(rating.raw),
                rating.comment,
                time_of(rating.created_at),
            )
        )

    def _compare(self, one: Preference, ids: dict[int, int]) -> None:
        prompt, a, b = (None if number is None else ids.get(number) for number in (one.prompt, one.a, one.b))
        self.comparisons.append(
            (
                prompt,
                a,
                b,
                one.model_a,
                one.model_b,
                one.winner,
                one.judge,
                one.judge_kind,
                one.turn,
                one.prompt_id,
                one.in_order,
            )
        )

    def _metadata(self) -> pa.RecordBatch:
        columns = {"doc_id": pa.array([row[0] for row in self.documents], pa.int64())}
        for key in dict.fromkeys(key for row in self.metadata for key in row):
            column = from_values([row.get(key) for row in self.metadata])
            columns[self.names(str(key))] = converted(column, storable(column.type))
        return pa.RecordBatch.from_arrays(list(columns.values()), names=list(columns))


def _kinds(log: Log) -> list[str]:
    """'prompt' for the user's messages, 'response' for the assistant's, 'document' for system and tools.

    Between roles that are none of these (two people, say) the first to speak prompts.
    """
    prompting = next(
        (message.role for message in log.messages if message.text is not None and _known(message) is None), None
    )
    return [_known(message) or ("prompt" if message.role == prompting else "response") for message in log.messages]


def _known(message: Message) -> str | None:
    role = message.role.lower()
    return (
        "prompt"
        if role in USER_ROLES
        else "response"
        if role in ASSISTANT_ROLES
        else "document"
        if role in OTHER_ROLES
        else None
    )


def _is_long(value: Any) -> bool:
    return isinstance(value, (dict, list)) or (isinstance(value, str) and len(value) > LONG_TEXT)


def _number(value: Any) -> float | None:
    try:
        return None if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def _batch(rows: list[tuple[Any, ...]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*rows, strict=True) if rows else ([] for _ in schema)
    return pa.RecordBatch.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )
