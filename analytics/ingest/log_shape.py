"""A log format as a shape: the module of the format says what one record says, this says how a whole input is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from types import ModuleType
from typing import Any

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest.log import Log, NotThisShape
from analytics.ingest.log_rows import LogRows
from analytics.ingest.records import Chunk, Reject, Rows
from analytics.ingest.shapes.corpus import MetadataNames

SAMPLE_RECORDS = 20
"""Records that are asked whether they are of a format; more than half must be."""


@dataclass(frozen=True)
class LogPlan:
    """How a log will be read: the format's name and, for a plain table, which column is what."""

    title: str
    fields: Mapping[str, str]
    text: None = None
    why: str = "a log"

    def describe(self, columns: Mapping[str, str]) -> str:
        """`ChatGPT export` or `table of prompts and responses, prompt from 'question', 2 more columns`."""
        if not self.fields:
            return self.title
        rest = len(set(columns) - {*self.fields.values()})
        more = [f"{rest} more column{'s' * (rest != 1)}"] if rest else []
        return ", ".join([self.title, *(f"{field} from {column!r}" for field, column in self.fields.items()), *more])


class LogShape:
    """Gives a format's module (TITLE, KEYS, `detect(record)`, `read(record)`) what every shape has: `detect`, `plan`,
    `read`.
    """

    def __init__(self, module: ModuleType):
        self.module = module

    def detect(self, sample: Chunk) -> bool:
        """Whether most of the first records are of this format."""
        records = first_records(sample)
        return 2 * sum(bool(self.module.detect(record)) for record in records) > len(records)

    def plan(self, name: str, sample: Chunk, options: Mapping[str, Any]) -> LogPlan:
        """Log formats leave nothing to choose. Raises DataloupeError for columns that were asked for all the same."""
        if options.get("text") or options.get("map"):
            raise DataloupeError(
                f"{name} is a {self.module.TITLE}, whose fields are known: --text and --map have no place - or say --format corpus"
            )
        return LogPlan(self.module.TITLE, {})

    def read(self, chunks: Iterable[Chunk], plan: LogPlan, default_source: str, first_doc_id: int) -> Iterator[Rows]:
        """Rows of `documents`, `metadata` and the log tables. A record that is not of the format, or says nothing, is a
        reject.
        """
        rows = LogRows(first_doc_id, default_source, MetadataNames())
        for chunk in chunks:
            yield read_chunk(chunk, rows, lambda record, number: self.module.read(record), LogRows.add)


def read_chunk(
    chunk: Chunk, rows: LogRows, log_of: Callable[[dict[str, Any], int], Log], add: Callable[[LogRows, Log, int], Any]
) -> Rows:
    """The rows of one chunk: `log_of(record, number)` tells what a record says, `add` puts that among `rows`."""
    rejects: list[Reject] = list(chunk.rejects)
    kept = 0
    for index, (number, record) in enumerate(zip(chunk.numbers, chunk.objects, strict=True)):
        try:
            log = log_of(record, int(number))
            if not says_something(log):
                raise NotThisShape("no message with text, no rating, no comparison")
        except NotThisShape as reason:
            rejects.append(chunk.reject(index, str(reason)))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            rejects.append(chunk.reject(index, f"not as its format says: {_said(error)}"))
        else:
            kept += 1
            add(rows, log, int(number))
    return Rows(rows.take(), kept, rejects, chunk.consumed, dict(rows.names.renamed), dict(+rows.problems))


def says_something(log: Log) -> bool:
    """Whether the log makes any row."""
    return bool(log.ratings or log.preferences or any(message.text is not None for message in log.messages))


def first_records(sample: Chunk) -> list[dict[str, Any]]:
    """The first records as dictionaries."""
    if isinstance(sample.records, pa.RecordBatch):
        try:
            return sample.records.slice(0, SAMPLE_RECORDS).to_pylist()
        except UnicodeDecodeError:
            return []
    return list(islice(sample.records, SAMPLE_RECORDS))


def keys_of(sample: Chunk) -> list[str]:
    """The names that the first records use."""
    if isinstance(sample.records, pa.RecordBatch):
        return list(sample.records.schema.names)
    return list(dict.fromkeys(key for record in first_records(sample) for key in record))


def _said(error: Exception) -> str:
    return f"it has no {error}" if isinstance(error, KeyError) else str(error)
