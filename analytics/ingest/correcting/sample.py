"""The first records of an input, and what follows from them: computed once while a person corrects how it is read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from analytics.ingest.correcting.memory import structure_of
from analytics.ingest.description import first_chunk
from analytics.ingest.inputs import Input
from analytics.ingest.preview import FieldChoice, field_choices
from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.infer import ranking
from analytics.ingest.reading.profile import Profile, is_below, profile
from analytics.ingest.reading.samples import first_objects
from analytics.ingest.records import Chunk


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

    @cached_property
    def choices(self) -> list[FieldChoice]:
        """All paths of the records, with example values."""
        return field_choices(self.profile)

    @property
    def columns(self) -> list[str]:
        """The fields at the top of the records, whose values are no lists and no objects."""
        return [one.path for one in self.choices if not any(mark in one.path for mark in ".[*")]

    def examples(self, path: str) -> tuple[str, ...]:
        """Example values at a path, or at the paths below it."""
        own = next((one for one in self.choices if one.path == path), None)
        below = own or next((one for one in self.choices if is_below(one.path, path)), None)
        return below.examples if below else ()
