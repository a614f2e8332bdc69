"""A log format as a shape: its module says what one record contains, `LogFormat` reads a whole input."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest.logs.record import LogRecord, NotThisFormat
from analytics.ingest.logs.tables import LogTables
from analytics.ingest.named_columns import described_columns
from analytics.ingest.records import Chunk, Reject, Rows

SAMPLE_RECORDS = 20
"""An input is in a format if more than half of its first records are."""


class LogModule(Protocol):
    """What the module of a log format defines: its name for people, the keys of its records, and two functions."""

    TITLE: str
    KEYS: tuple[str, ...]

    def detect(self, record: dict[str, Any]) -> bool:
        """Whether `record` is in this format."""
        ...

    def read(self, record: dict[str, Any]) -> LogRecord:
        """The content of `record`. NotThisFormat, or any error of a missing key or a wrong type, makes it a reject."""
        ...


@dataclass(frozen=True)
class LogPlan:
    """How a log will be read: the name of its format and, for a plain table, the column of each field."""

    title: str
    fields: Mapping[str, str]
    text: None = None
    why: str = "a log"

    def describe(self, columns: Mapping[str, str]) -> str:
        """`ChatGPT export` or `table of prompts and responses, prompt from 'question', 2 more columns`."""
        return f"{self.title}{described_columns(self.fields, columns)}" if self.fields else self.title


class LogFormat:
    """Makes a shape of the module of a log format: `detect`, `plan` and `read` for a whole input."""

    def __init__(self, module: LogModule):
        self._module = module
        self.title = module.TITLE
        self.keys = module.KEYS

    def detect(self, sample: Chunk) -> bool:
        """Whether most of the first records are in this format, and one of them can be read."""
        records = first_records(sample)
        own = [record for record in records if self._module.detect(record)]
        return 2 * len(own) > len(records) and any(map(self._can_read, own))

    def _can_read(self, record: dict[str, Any]) -> bool:
        """Whether a record with the keys of the format has content in it, under the names of the format."""
        try:
            return not self._module.read(record).is_empty
        except (NotThisFormat, KeyError, TypeError, ValueError, AttributeError, IndexError):
            return False

    def plan(self, name: str, sample: Chunk, options: Mapping[str, Any]) -> LogPlan:
        """The fields of a log format are fixed. Raises DataloupeError if the options name columns nevertheless."""
        if options.get("text") or options.get("map"):
            raise DataloupeError(
                f"{name} is a log in the format {self.title}, which has fixed fields. "
                "Remove --text and --map, or read it as a corpus with --format corpus."
            )
        return LogPlan(self.title, {})

    def read(self, chunks: Iterable[Chunk], plan: LogPlan, default_source: str, first_doc_id: int) -> Iterator[Rows]:
        """Rows of `documents`, `metadata` and the log tables.

        A record that is not in the format, or has no content, is a reject.
        """
        tables = LogTables(first_doc_id, default_source)
        for chunk in chunks:
            yield read_chunk(chunk, tables, self._module.read, tables.add)


def read_chunk(
    chunk: Chunk,
    tables: LogTables,
    parse: Callable[[dict[str, Any]], LogRecord],
    add: Callable[[LogRecord, int], Any],
) -> Rows:
    """The rows of one chunk: `parse` gives the content of a record, `add(record, row number)` adds it to `tables`."""
    rejects: list[Reject] = list(chunk.rejects)
    kept = 0
    for index, (number, fields) in enumerate(zip(chunk.numbers, chunk.objects, strict=True)):
        try:
            record = parse(fields)
            if record.is_empty:
                raise NotThisFormat("no message with text, no rating, no comparison")
        except NotThisFormat as reason:
            rejects.append(chunk.reject(index, str(reason)))
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            reason_text = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            rejects.append(chunk.reject(index, f"differs from its format: {reason_text}"))
        else:
            kept += 1
            add(record, int(number))
    return Rows(tables.pop_batches(), kept, rejects, chunk.consumed, dict(tables.names.renamed), dict(+tables.problems))


def first_records(sample: Chunk) -> list[dict[str, Any]]:
    """The first records as dictionaries."""
    if isinstance(sample.records, pa.RecordBatch):
        try:
            return list(sample.records.slice(0, SAMPLE_RECORDS).to_pylist())
        except UnicodeDecodeError:
            return []
    return list(islice(sample.records, SAMPLE_RECORDS))


def keys_of(sample: Chunk) -> list[str]:
    """The keys of the first records."""
    if isinstance(sample.records, pa.RecordBatch):
        return list(sample.records.schema.names)
    return list(dict.fromkeys(key for record in first_records(sample) for key in record))
