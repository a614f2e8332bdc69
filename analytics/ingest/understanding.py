"""What is understood of an input before it is read: its shape, its columns, and some of its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest import formats
from analytics.ingest.canonical import Columns
from analytics.ingest.inputs import Input
from analytics.ingest.log_shape import LogPlan, keys_of
from analytics.ingest.records import Chunk, Rows
from analytics.ingest.shapes import table_of_turns

PREVIEW_ROWS = 20


@dataclass(frozen=True)
class Understanding:
    """How `input` will be read. `plan` is None when it has no rows; `preview` holds the first rows as they will be
    in `documents` (None when all of them are rejects)."""

    input: Input
    shape: str
    plan: Columns | LogPlan | None
    columns: Mapping[str, str]
    preview: pa.RecordBatch | None

    def read(self, first_doc_id: int) -> Iterator[Rows]:
        """All rows of the input for the tables of the workspace, a chunk at a time."""
        chunks = formats.container(self.input.format).read(self.input)
        if self.plan is None:
            yield from (Rows({}, 0, chunk.rejects, chunk.consumed) for chunk in chunks)
        else:
            yield from formats.shape(self.shape).read(chunks, self.plan, self.input.default_source, first_doc_id)

    @property
    def is_log(self) -> bool:
        """Whether it is a log of conversations, not a corpus."""
        return self.shape != "corpus"

    def line(self) -> str:
        """One line for people: `reviews.csv: csv, text in column 'body' (by its name), title from 'headline', 3 more
        columns`.
        """
        if self.plan is None:
            return f"{self.input.name}: {self.input.format}, no rows"
        nearest = "" if self.is_log else nearest_log(self.columns)
        return f"{self.input.name}: {self.input.format}, {self.plan.describe(self.columns)}{f' - {nearest}' if nearest else ''}"


def describe(source: Input, options: Mapping[str, Any]) -> Understanding:
    """What is understood of `source` from its first rows. Raises DataloupeError when it has no text or not the columns
    that were asked for.
    """
    sample = _sample(source)
    shape = _shape(sample, options)
    if sample is None:
        return Understanding(source, shape, None, {}, None)
    try:
        plan = formats.shape(shape).plan(source.name, sample, options)
    except DataloupeError as error:
        nearest = nearest_log(keys_of(sample)) if shape == "corpus" else ""
        raise DataloupeError(f"{error}{f' - {nearest}' if nearest else ''}") from None
    columns = {field.name: str(field.type) for field in sample.table.schema}
    first = replace(sample, numbers=sample.numbers[:PREVIEW_ROWS], records=sample.records[:PREVIEW_ROWS], rejects=())
    preview = next(formats.shape(shape).read([first], plan, source.default_source, 0)).tables.get("documents")
    return Understanding(source, shape, plan, columns, preview)


def _sample(source: Input) -> Chunk | None:
    """The first chunk with a record."""
    return next((chunk for chunk in formats.container(source.format).read(source) if len(chunk.records)), None)


def _shape(sample: Chunk | None, options: Mapping[str, Any]) -> str:
    """The shape that the options name or need, else the first that knows the sample."""
    if options.get("format") in formats.SHAPES:
        return str(options["format"])
    if options.get("text"):
        return "corpus"
    if table_of_turns.ONLY_HERE & set(options.get("map") or {}):
        return "table"
    if sample is None:
        return "corpus"
    return next(name for name in formats.SHAPES if formats.shape(name).detect(sample))


def nearest_log(columns: Iterable[str]) -> str:
    """The log format that shares most names with `columns`, and what it would need; "" when none shares two or more."""
    names = set(columns)
    shared = {name: names & set(formats.shape(name).module.KEYS) for name in formats.LOGS}
    nearest = max(shared, key=lambda name: (len(shared[name]), -len(formats.shape(name).module.KEYS)))
    if len(shared[nearest]) < 2:
        return ""
    module = formats.shape(nearest).module
    missing = [key for key in module.KEYS if key not in names]
    return (
        f"the nearest log format is {nearest} ({module.TITLE}): it has {', '.join(sorted(shared[nearest]))}, but not {', '.join(missing)}"
        if missing
        else ""
    )
