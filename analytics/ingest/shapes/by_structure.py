"""Any input, read by its structure: a reading is inferred from the values of the first records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from analytics.errors import DataloupeError
from analytics.ingest import rated_documents
from analytics.ingest.logs.record import LogRecord, NotThisFormat
from analytics.ingest.logs.tables import LogTables
from analytics.ingest.reading.apply import log_of, records_of
from analytics.ingest.reading.corrections import corrected
from analytics.ingest.reading.model import KINDS, Reading
from analytics.ingest.reading.paths import first
from analytics.ingest.reading.profile import profile
from analytics.ingest.reading.ratings import are_human
from analytics.ingest.reading.reading_file import from_yaml
from analytics.ingest.reading.samples import first_objects, inferred
from analytics.ingest.records import Chunk, Rows
from analytics.ingest.shapes import table_of_turns

NAME = "structure"
SPECIFICITY = 20

MIN_RATED = 3
"""Records from which numbers next to a text of a plain table can be ratings; one number is any number."""

SURE = 0.6
"""A reading below this confidence does not take a plain table from the shape of corpora."""


@dataclass(frozen=True)
class ReadingPlan:
    """How an input will be read: a reading, in the form that the other plans have."""

    reading: Reading
    fields: Mapping[str, str]
    text: str | None
    why: str

    @classmethod
    def of(cls, reading: Reading) -> ReadingPlan:
        """The plan of a reading."""
        fields = {**reading.fields, **reading.turn_fields}
        return cls(reading, fields, ", ".join(reading.text) or None, "; ".join(reading.reasons))

    def describe(self, columns: Mapping[str, str]) -> str:
        """One line for people: `conversations, turns from 'messages[]', text from 'content' (sure: 95 %)`."""
        one = self.reading
        details = [f"{KINDS[one.kind]}"]
        if one.records:
            details.append(f"records at {one.records}")
        if one.turns:
            details.append(f"turns at {one.turns}")
        if one.text and one.text != ("",):
            details.append(f"text from {' and '.join(map(repr, one.text))}")
        if one.role:
            details.append(f"role from {one.role!r}")
        details += [f"{rating.name}: {rating.reason}" for rating in one.ratings[:4]]
        return ", ".join(details)


def detect(sample: Chunk) -> bool:
    """Whether a reading of more than one document a record is sure enough."""
    is_table = table_of_turns.detect(sample)
    reading = inferred(sample)
    if reading is None or (is_table and _is_table_better(sample, reading)):
        return False
    if reading.kind == "documents":
        is_nested = bool(reading.records) or "." in "".join(reading.text) or _is_list(sample, reading.text[0])
        return is_nested or (are_human(reading) and len(sample.objects) >= MIN_RATED)
    return reading.confidence >= SURE


def _is_table_better(sample: Chunk, reading: Reading) -> bool:
    """Whether the format of plain tables reads all ratings, and either more columns or the same texts."""
    fields = table_of_turns.plan("", sample, {}).fields
    if not {one.path for one in reading.ratings} <= set(fields.values()):
        return False
    if any(_is_nested(sample, fields[name]) for name in ("prompt", "response") if name in fields):
        return False
    if set(fields) - {"prompt", "response", "text", "source", "label", "model", "annotator"}:
        return True
    columns = (*reading.text, *(answer.text for answer in reading.answers))
    if reading.kind != "pairs" or len(reading.answers) != 1 or any(re.search(r"[.\[]", one) for one in columns):
        return False
    return columns == (fields.get("prompt"), fields.get("response"))


def plan(name: str, sample: Chunk, options: Mapping[str, Any]) -> ReadingPlan:
    """The reading of the sample."""
    if options.get("reading"):
        reading: Reading | None = from_yaml(str(options["reading"]))
    else:
        reading = inferred(sample)
    if reading is None:
        raise DataloupeError(f"{name} has no text.")
    if options.get("map"):
        reading = corrected(name, reading, profile(first_objects(sample)), options["map"])
    return ReadingPlan.of(reading)


def read(chunks: Iterable[Chunk], plan: ReadingPlan, default_source: str, first_doc_id: int) -> Iterator[Rows]:
    """Rows of `documents`, `metadata` and the log tables. A record that says nothing is a reject with its reason."""
    if plan.reading.kind == "documents":
        yield from rated_documents.read(chunks, plan.reading, default_source, first_doc_id)
        return
    reader = _Reader(plan.reading, LogTables(first_doc_id, default_source), default_source)
    for chunk in chunks:
        yield reader.rows_of(chunk)


class _Reader:
    """Reads chunk after chunk. It remembers the number of records, and of which conversations the ratings are read."""

    def __init__(self, reading: Reading, tables: LogTables, default_source: str):
        self._reading, self._tables, self._source = reading, tables, default_source
        self._records = 0
        self._repeated = {one.name for one in reading.ratings if one.level == "conversation"}
        self._rated: set[tuple[str | None, str]] = set()

    def rows_of(self, chunk: Chunk) -> Rows:
        """The rows of one chunk; a record without a turn is a reject."""
        rejects = list(chunk.rejects)
        kept = 0
        for index, (number, record) in enumerate(zip(chunk.numbers, chunk.objects, strict=True)):
            problem = self._add(record, int(number))
            if problem is None:
                kept += 1
            else:
                rejects.append(chunk.reject(index, problem))
        tables = self._tables
        problems = dict(+tables.problems)
        return Rows(tables.pop_batches(), kept, rejects, chunk.consumed, dict(tables.names.renamed), problems)

    def _add(self, record: Any, number: int) -> str | None:
        """Add all records inside one; gives the reason when it has none that can be read."""
        reading = self._reading
        is_added, problem = False, f"no record at {reading.records}" if reading.records else "no record"
        for key, one in records_of(record, reading):
            self._records += 1
            try:
                log = log_of(one, reading, key, self._records, self._source)
            except NotThisFormat as reason:
                problem = str(reason)
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                problem = f"it differs from the reading: {error}"
            else:
                self._keep_first_ratings(log)
                self._tables.add(log, self._records if reading.records else number)
                is_added = True
        return None if is_added else problem

    def _keep_first_ratings(self, log: LogRecord) -> None:
        """Keep a rating of the conversation that is repeated in its rows only in the first."""
        if not self._repeated:
            return
        kept = []
        for rating in log.ratings:
            key = (log.conversation, rating.name)
            if rating.name not in self._repeated or key not in self._rated:
                kept.append(replace(rating, message_number=None) if rating.name in self._repeated else rating)
            if rating.name in self._repeated:
                self._rated.add(key)
        log.ratings = kept


def _is_nested(sample: Chunk, path: str) -> bool:
    """Whether a column has objects: a request and its response, not their texts."""
    present = [value for record in first_objects(sample)[:20] if (value := record.get(path)) is not None]
    return bool(present) and all(isinstance(value, dict) for value in present)


def _is_list(sample: Chunk, path: str) -> bool:
    values = [value for record in first_objects(sample)[:20] if (value := first(record, path)) is not None]
    return 2 * sum(isinstance(value, list) for value in values) > len(values)
