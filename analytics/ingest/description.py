"""Describe how an input will be read: its format, its columns, and its first rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import pyarrow as pa

from analytics.errors import DataloupeError
from analytics.ingest import formats
from analytics.ingest.chunks import chunks_of
from analytics.ingest.correcting.correction import RECORD_OPTIONS, Correction
from analytics.ingest.correcting.memory import correction_for
from analytics.ingest.correcting.rescaling import rescaled
from analytics.ingest.inputs import Input
from analytics.ingest.logs.format import keys_of
from analytics.ingest.reading.profile import profile
from analytics.ingest.reading.samples import first_objects
from analytics.ingest.records import Chunk, Rows
from analytics.ingest.shapes import by_structure, table_of_turns

PREVIEW_ROWS = 20
MIN_SHARED_KEYS = 2
MAX_SAMPLE_FILES = 50


@dataclass(frozen=True)
class InputDescription:
    """How `input` will be read. `plan` is None if it has no rows.

    `columns` is {name: type}. `preview` has the first rows as they will be in `documents`; None if all are rejects.
    `correction` is what a person corrected for files of this structure.
    """

    input: Input
    shape: str
    plan: formats.Plan | None
    columns: Mapping[str, str]
    preview: pa.RecordBatch | None
    correction: Correction | None = None

    def read(self, first_doc_id: int) -> Iterator[Rows]:
        """All rows of the input for the tables of the workspace, one chunk at a time."""
        chunks = chunks_of(self.input)
        if self.plan is None:
            yield from (Rows({}, 0, chunk.rejects, chunk.consumed) for chunk in chunks)
        else:
            shape = formats.shapes()[self.shape]
            for rows in shape.read(chunks, self.plan, self.input.default_source, first_doc_id):
                yield rescaled(rows, self.correction.scales) if self.correction else rows

    def stated_scales(self) -> dict[str, dict[str, Any]]:
        """{rating: its ends (None for words), reverse, reason} where a reading or a correction states the scale."""
        reading = getattr(self.plan, "reading", None)
        ratings = reading.ratings if reading is not None else ()
        stated = {one.name: {"ends": one.scale, "reverse": one.reverse, "reason": one.reason} for one in ratings}
        scales = self.correction.scales if self.correction else {}
        corrected = {name: {**facts, "reason": "as you corrected it"} for name, facts in scales.items()}
        return stated | corrected

    @property
    def is_log(self) -> bool:
        """Whether it is a log of conversations, not a corpus."""
        return self.shape != "corpus"

    def summary_text(self) -> str:
        """One line for people.

        `reviews.csv: csv, text in column 'body' (by its name), title from 'headline', 3 more columns`.
        """
        name = f"{self.input.name}: {self.input.format}{self._assumptions()}"
        if self.plan is None:
            return f"{name}, no rows"
        nearest = "" if self.is_log else nearest_log(self.columns)
        corrected = f", as you corrected it on {self.correction.corrected_on}" if self.correction else ""
        joined = "".join(f", joined with {join.summary_text()}" for join, _ in self.input.joins)
        return f"{name}{joined}, {self.plan.describe(self.columns)}{corrected}{nearest and f'. {nearest}'}"

    def _assumptions(self) -> str:
        """What the container assumes about the file: ` (encoding cp949, header no)`."""
        assumptions = getattr(formats.containers()[self.input.format], "assumptions", None)
        assumed = assumptions(self.input) if assumptions else {}
        return f" ({', '.join(f'{option} {value}' for option, value in assumed.items())})" if assumed else ""


def describe_input(source: Input, options: Mapping[str, Any]) -> InputDescription:
    """How `source` will be read, from its first rows.

    The option `corrections` ({structure: correction as plain values}) applies to inputs of these structures, unless
    other options say what the records are. Raises DataloupeError if the input has no text or lacks columns that the
    options name.
    """
    sample = first_chunk(source)
    corrections = options.get("corrections") if not any(options.get(name) for name in RECORD_OPTIONS) else None
    if sample is None or not corrections:
        return describe_sample(source, sample, options)
    return describe_corrected(source, sample, options, correction_for(profile(first_objects(sample)), corrections))


def describe_corrected(
    source: Input, sample: Chunk | None, options: Mapping[str, Any], correction: Correction | None
) -> InputDescription:
    """How `source` will be read, as a person corrected it. Raises DataloupeError as `describe_input`."""
    if correction is None:
        return describe_sample(source, sample, options)
    if correction.file_options:
        source = correction.input_of(source)
        sample = first_chunk(source)
    return replace(describe_sample(source, sample, correction.options_over(options)), correction=correction)


def describe_sample(source: Input, sample: Chunk | None, options: Mapping[str, Any]) -> InputDescription:
    """How `source`, whose first chunk is `sample`, will be read. Raises DataloupeError as `describe_input`."""
    name = _shape_name(sample, options)
    if sample is None:
        return InputDescription(source, name, None, {}, None)
    shape = formats.shapes()[name]
    try:
        plan = shape.plan(source.name, sample, options)
    except DataloupeError as error:
        nearest = nearest_log(keys_of(sample)) if name == "corpus" else ""
        raise DataloupeError(f"{error} {nearest}".strip()) from None
    if source.joins and isinstance(plan, by_structure.ReadingPlan):
        plan = replace(plan, reading=replace(plan.reading, joins=tuple(join for join, _ in source.joins)))
    columns = {field.name: str(field.type) for field in sample.table.schema}
    first = replace(sample, numbers=sample.numbers[:PREVIEW_ROWS], records=sample.records[:PREVIEW_ROWS], rejects=())
    preview = next(shape.read([first], plan, source.default_source, 0)).tables.get("documents")
    return InputDescription(source, name, plan, columns, preview)


def nearest_log(columns: Iterable[str]) -> str:
    """The log format with the most of `columns` as its keys, and which keys are missing.

    "" if none has two or more of them, or if none is missing.
    """
    names = set(columns)
    logs = formats.log_formats()
    shared = {name: names & set(log.keys) for name, log in logs.items()}
    nearest = max(shared, key=lambda name: (len(shared[name]), -len(logs[name].keys)))
    missing = [key for key in logs[nearest].keys if key not in names]
    if len(shared[nearest]) < MIN_SHARED_KEYS or not missing:
        return ""
    return (
        f"The nearest log format is {nearest} ({logs[nearest].title}). "
        f"It needs {', '.join(missing)} in addition to {', '.join(sorted(shared[nearest]))}."
    )


def first_chunk(source: Input) -> Chunk | None:
    """The first chunk with a record; of several files together, the first records of each."""
    chunks = [chunk for chunk in islice(chunks_of(source), None if source.group else 1) if len(chunk.records)]
    if not source.group or not chunks:
        return next((chunk for chunk in chunks_of(source) if len(chunk.records)), None)
    records = [record for chunk in chunks[:MAX_SAMPLE_FILES] for record in chunk.objects]
    return replace(chunks[0], numbers=range(1, len(records) + 1), records=records, rejects=())


def _shape_name(sample: Chunk | None, options: Mapping[str, Any]) -> str:
    """The shape that the options name or need, else the first that recognizes the sample."""
    if options.get("format") in formats.shapes():
        return str(options["format"])
    if options.get("reading") or any(re.search(r"[.\[*]", path) for path in (options.get("map") or {}).values()):
        return "structure"
    if options.get("text"):
        return "corpus"
    if table_of_turns.LOG_ONLY_FIELDS & set(options.get("map") or {}):
        return "table"
    if sample is None:
        return "corpus"
    return next(name for name, shape in formats.shapes().items() if shape.detect(sample))
