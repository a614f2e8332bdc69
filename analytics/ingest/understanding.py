"""What is understood of an input before it is read: its shape, its columns, and some of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from analytics.ingest import formats
from analytics.ingest.canonical import Columns
from analytics.ingest.inputs import Input
from analytics.ingest.records import Chunk, Rows

PREVIEW_ROWS = 20


@dataclass(frozen=True)
class Understanding:
    """How `input` will be read. `plan` is None when it has no rows; `preview` holds the first rows as they will be
    in `documents` (None when all of them are rejects)."""

    input: Input
    shape: str
    plan: Columns | None
    columns: Mapping[str, str]
    preview: pa.RecordBatch | None

    def read(self, first_doc_id: int) -> Iterator[Rows]:
        """All rows of the input for the tables of the workspace, a chunk at a time."""
        chunks = formats.container(self.input.format).read(self.input)
        if self.plan is None:
            yield from (Rows({}, 0, chunk.rejects, chunk.consumed) for chunk in chunks)
        else:
            yield from formats.shape(self.shape).read(chunks, self.plan, self.input.default_source, first_doc_id)

    def line(self) -> str:
        """One line for people: `reviews.csv: csv, text in column 'body' (by its name), title from 'headline', 3 more columns`."""
        if self.plan is None:
            return f"{self.input.name}: {self.input.format}, no rows"
        fields = [f"{field} from {column!r}" for field, column in self.plan.fields.items()]
        rest = len(self.columns) - 1 - len({*self.plan.fields.values()} - {self.plan.text})
        more = [f"{rest} more column{'s' * (rest != 1)}"] if rest else []
        return ", ".join([f"{self.input.name}: {self.input.format}, text in column {self.plan.text!r} ({self.plan.why})", *fields, *more])


def describe(source: Input, options: Mapping[str, Any]) -> Understanding:
    """What is understood of `source` from its first rows. Raises DataloupeError when it has no text or not the columns that were asked for."""
    sample = _sample(source)
    shape = _shape(sample, options.get("format"))
    if sample is None:
        return Understanding(source, shape, None, {}, None)
    plan = formats.shape(shape).plan(source.name, sample, options)
    columns = {field.name: str(field.type) for field in sample.table.schema}
    first = replace(sample, numbers=sample.numbers[:PREVIEW_ROWS], records=sample.records[:PREVIEW_ROWS], rejects=())
    preview = next(formats.shape(shape).read([first], plan, source.default_source, 0)).tables.get("documents")
    return Understanding(source, shape, plan, columns, preview)


def _sample(source: Input) -> Chunk | None:
    """The first chunk with a record."""
    return next((chunk for chunk in formats.container(source.format).read(source) if len(chunk.records)), None)


def _shape(sample: Chunk | None, chosen: str | None) -> str:
    if chosen in formats.SHAPES:
        return str(chosen)
    return next(name for name in formats.SHAPES if sample is None or formats.shape(name).detect(sample))
