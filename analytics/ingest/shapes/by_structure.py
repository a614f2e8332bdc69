"""Any input, read by its structure: a reading is inferred from the values of the first records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from analytics.errors import DataloupeError
from analytics.ingest.document_columns import Columns
from analytics.ingest.logs.record import NotThisFormat
from analytics.ingest.logs.tables import LogTables
from analytics.ingest.reading.apply import log_of, records_of
from analytics.ingest.reading.corrections import corrected
from analytics.ingest.reading.model import KINDS, Reading
from analytics.ingest.reading.paths import first
from analytics.ingest.reading.profile import profile
from analytics.ingest.reading.reading_file import from_yaml
from analytics.ingest.reading.samples import first_objects, inferred
from analytics.ingest.records import Chunk, Reject, Rows
from analytics.ingest.shapes import corpus, table_of_turns

NAME = "structure"
SPECIFICITY = 20

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
    if is_table and _knows_more_than_texts(sample):
        return False
    reading = inferred(sample)
    if reading is None or (is_table and _is_plain_exchange(sample, reading)):
        return False
    if reading.kind == "documents":
        return bool(reading.records) or "." in "".join(reading.text) or _is_list(sample, reading.text[0])
    return reading.confidence >= SURE


def _is_plain_exchange(sample: Chunk, reading: Reading) -> bool:
    """Whether each record has one prompt, one answer and no rating that the format of plain tables does not read."""
    columns = (*reading.text, *(answer.text for answer in reading.answers))
    if reading.kind != "pairs" or len(reading.answers) != 1 or any(re.search(r"[.\[]", one) for one in columns):
        return False
    fields = table_of_turns.plan("", sample, {}).fields
    has_same_texts = columns == (fields.get("prompt"), fields.get("response"))
    return has_same_texts and {rating.path for rating in reading.ratings} <= set(fields.values())


def _knows_more_than_texts(sample: Chunk) -> bool:
    """Whether a plain table has columns of a log besides prompts and responses, by their usual names."""
    return bool(
        set(table_of_turns.plan("", sample, {}).fields)
        - {"prompt", "response", "text", "source", "label", "model", "annotator"}
    )


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
        yield from _documents(chunks, plan.reading, default_source, first_doc_id)
        return
    reading = plan.reading
    rows = LogTables(first_doc_id, default_source)
    place = 0
    for chunk in chunks:
        rejects: list[Reject] = list(chunk.rejects)
        kept = 0
        for index, (number, record) in enumerate(zip(chunk.numbers, chunk.objects, strict=True)):
            taken = False
            reasons: dict[str, None] = {}
            for key, one in records_of(record, reading):
                place += 1
                try:
                    rows.add(
                        log_of(one, reading, key, place, default_source), int(number) if not reading.records else place
                    )
                    taken = True
                except NotThisFormat as reason:
                    reasons[str(reason)] = None
                except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                    reasons[f"it does not fit the reading: {error}"] = None
            kept += taken
            if not taken:
                rejects.append(chunk.reject(index, next(iter(reasons), f"no record at {reading.records}")))
        yield Rows(rows.pop_batches(), kept, rejects, chunk.consumed, dict(rows.names.renamed), dict(+rows.problems))


def _documents(chunks: Iterable[Chunk], reading: Reading, default_source: str, first_doc_id: int) -> Iterator[Rows]:
    """Flat records for the shape of corpora: each of the reading's fields becomes a column of the record."""
    fields = {
        name: f"_{name}" for name in reading.fields if name in ("title", "label", "source", "lang", "url", "score")
    }
    if "time" in reading.fields:
        fields["created_at"] = "_time"
    named = Columns("_text", "; ".join(reading.reasons), fields)
    yield from corpus.read((_flat(chunk, reading) for chunk in chunks), named, default_source, first_doc_id)


def _flat(chunk: Chunk, reading: Reading) -> Chunk:
    records: list[dict[str, Any]] = []
    numbers: list[int] = []
    rejects = list(chunk.rejects)
    for index, (number, record) in enumerate(zip(chunk.numbers, chunk.objects, strict=True)):
        inside = [_flat_record(one, reading) for _, one in records_of(record, reading)]
        if not inside:
            rejects.append(chunk.reject(index, f"no record at {reading.records}"))
        records += inside
        numbers += [int(number)] * len(inside)
    return replace(chunk, numbers=numbers, records=records, rejects=rejects)


def _flat_record(record: Any, reading: Reading) -> dict[str, Any]:
    from analytics.ingest.reading.apply import _text

    flat = {f"_{name}": first(record, path) for name, path in reading.fields.items()}
    tops = {path.split(".")[0].split("[")[0] for path in (*reading.fields.values(), *reading.text)}
    flat["_text"] = "\n\n".join(text for path in reading.text if (text := _text(first(record, path)))) or None
    rest = {str(key): value for key, value in record.items() if key not in tops} if isinstance(record, Mapping) else {}
    return rest | flat


def _is_list(sample: Chunk, path: str) -> bool:
    values = [value for record in first_objects(sample)[:20] if (value := first(record, path)) is not None]
    return 2 * sum(isinstance(value, list) for value in values) > len(values)
