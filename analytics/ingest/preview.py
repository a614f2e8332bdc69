"""How an input is read, before it is built: its reading, the fields it has to choose from, and its first rows.

This is what a form needs to correct a reading (see `analytics.ingest.reading`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from analytics.ingest.description import first_chunk
from analytics.ingest.inputs import Input
from analytics.ingest.reading.infer import infer, ranking
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.profile import Field, Profile, profile
from analytics.ingest.reading.samples import first_objects
from analytics.ingest.records import Reject
from analytics.ingest.shapes import by_structure

MAX_EXAMPLES = 3
MAX_EXAMPLE_CHARACTERS = 120
MAX_ALTERNATIVES = 5
PREVIEW_ROWS = 20


@dataclass(frozen=True)
class FieldChoice:
    """A path of the records that a field of a reading can be: its type, the share of records that have it, examples."""

    path: str
    type: str
    share: float
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """The first rows of an input as a reading reads them: {table: rows} and the rejected rows.

    The tables are `documents`, `log_turns`, `log_feedback` and `log_comparisons`, as in a workspace.
    """

    tables: Mapping[str, pa.RecordBatch]
    rejects: tuple[Reject, ...]


def sample_of(source: Input) -> Profile:
    """The profile of the first records of an input; empty for an input without records."""
    chunk = first_chunk(source)
    return profile([] if chunk is None else first_objects(chunk))


def readings(sample: Profile) -> list[Reading]:
    """The inferred reading, then other ways to read the sample, the most likely first; none without text."""
    best = infer(sample.sample)
    others = [one.reading for one in ranking(sample)]
    return [] if best is None else [best, *others[1 : MAX_ALTERNATIVES + 1]]


def field_choices(sample: Profile) -> list[FieldChoice]:
    """All paths of a sample in the order of the records, for select boxes with sample values."""
    return [_choice(sample, one) for one in sample.fields.values() if one.count]


def preview(source: Input, reading: Reading, rows: int = PREVIEW_ROWS) -> Preview:
    """The first rows of an input, read by a reading."""
    chunk = first_chunk(source)
    if chunk is None:
        return Preview({}, ())
    first = replace(chunk, numbers=chunk.numbers[:rows], records=chunk.records[:rows], rejects=())
    plan = by_structure.ReadingPlan.of(reading)
    result = next(iter(by_structure.read([first], plan, source.default_source, 0)))
    return Preview(result.tables, tuple(result.rejects))


def _choice(sample: Profile, one: Field) -> FieldChoice:
    shown = dict.fromkeys(_excerpt(value) for value in one.values[:50])
    kind = one.types.most_common(1)[0][0]
    return FieldChoice(one.path, kind, one.records / max(sample.records, 1), tuple(shown)[:MAX_EXAMPLES])


def _excerpt(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= MAX_EXAMPLE_CHARACTERS else f"{text[: MAX_EXAMPLE_CHARACTERS - 1]}…"
