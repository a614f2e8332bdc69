"""The first records of an input, and what follows from them: computed once while a person corrects how it is read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any

from analytics.ingest.correcting.memory import structure_of
from analytics.ingest.description import first_chunk
from analytics.ingest.inputs import Input
from analytics.ingest.preview import FieldChoice, field_choices
from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.infer import ranking
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.profile import Profile, is_below, profile
from analytics.ingest.reading.ratings import with_ratings
from analytics.ingest.reading.samples import first_objects
from analytics.ingest.records import Chunk

PREVIEW_RECORDS = 200
MAX_ELEMENTS, MAX_DEPTH = 200, 3
"""A preview has so many elements of the lists and objects of a record, at so many levels of it."""


def shortened(value: Any, depth: int = 0) -> Any:
    """A value whose lists and objects have at most 200 elements, down to the third level."""
    if depth > MAX_DEPTH:
        return value
    if isinstance(value, list):
        return [shortened(one, depth + 1) for one in value[:MAX_ELEMENTS]]
    if isinstance(value, dict):
        return {name: shortened(one, depth + 1) for name, one in islice(value.items(), MAX_ELEMENTS)}
    return value


@dataclass(frozen=True)
class Sample:
    """The first chunk of an input (None without records)."""

    source: Input
    chunk: Chunk | None

    @classmethod
    def of(cls, source: Input) -> Sample:
        """Reads the first chunk. Raises DataloupeError for a file that cannot be read."""
        return cls(source, first_chunk(source))

    @cached_property
    def profile(self) -> Profile:
        """The fields of the first records."""
        return profile([] if self.chunk is None else first_objects(self.chunk))

    @cached_property
    def structure(self) -> str:
        """The key that files of this structure share."""
        return structure_of(self.profile)

    @cached_property
    def ranking(self) -> list[Candidate]:
        """All ways to read the records, the most likely first."""
        return ranking(self.profile)

    def with_ratings(self, reading: Reading) -> Reading:
        """A reading of `ranking` with the ratings of its records, which take long to look for."""
        key = repr(reading)
        if key not in self._with_ratings:
            self._with_ratings[key] = with_ratings(self.profile, reading)
        return self._with_ratings[key]

    @cached_property
    def _with_ratings(self) -> dict[str, Reading]:
        return {}

    @cached_property
    def choices(self) -> list[FieldChoice]:
        """All paths of the records, with example values."""
        return field_choices(self.profile)

    @cached_property
    def preview_chunk(self) -> Chunk | None:
        """The first 200 records, of which long lists and large objects are cut: a preview of any file is fast."""
        if self.chunk is None:
            return None
        numbers, records = self.chunk.numbers[:PREVIEW_RECORDS], self.chunk.records[:PREVIEW_RECORDS]
        cut = [shortened(record) for record in records] if isinstance(records, list) else records
        return replace(self.chunk, numbers=numbers, records=cut)

    @property
    def columns(self) -> list[str]:
        """The fields at the top of the records, whose values are no lists and no objects."""
        return [one.path for one in self.choices if not any(mark in one.path for mark in ".[*")]

    def examples(self, path: str) -> tuple[str, ...]:
        """Example values at a path, or at the paths below it."""
        own = next((one for one in self.choices if one.path == path), None)
        below = own or next((one for one in self.choices if is_below(one.path, path)), None)
        return below.examples if below else ()
