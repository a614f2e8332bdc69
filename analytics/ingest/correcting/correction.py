"""A correction: what a person changed in how files of one structure are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from analytics.ingest.inputs import Input
from analytics.ingest.reading.scales import Scale

FILE_OPTIONS = ("encoding", "delimiter", "header", "extractor")
"""Options that say how to read the bytes of a file; the others say what its records are."""

RECORD_OPTIONS = ("format", "text", "source", "map", "reading")


@dataclass(frozen=True)
class Correction:
    """The options that replace those that were inferred, and the scales of ratings by name.

    `corrected_on` is the day (2026-11-27) and `file` the name of the file for which it was made; "" if it is not
    remembered yet.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    scales: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    corrected_on: str = ""
    file: str = ""

    def __bool__(self) -> bool:
        return bool(self.options or self.scales)

    @property
    def file_options(self) -> dict[str, str]:
        """How to read the bytes of the file."""
        return {name: str(self.options[name]) for name in FILE_OPTIONS if self.options.get(name)}

    def input_of(self, source: Input) -> Input:
        """The input, read with the corrected encoding, delimiter, header and extractor."""
        return replace(source, options={**source.options, **self.file_options}) if self.file_options else source

    def options_over(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The options of a build, with what the correction says about the records instead of what they say."""
        chosen = {name: self.options[name] for name in RECORD_OPTIONS if self.options.get(name)}
        rest = {name: value for name, value in options.items() if not chosen or name not in RECORD_OPTIONS}
        return rest | chosen

    def with_options(self, **options: Any) -> Correction:
        """The correction with other options; None removes one."""
        changed = {**self.options, **options}
        return replace(self, options={name: value for name, value in changed.items() if value is not None})

    def to_dict(self) -> dict[str, Any]:
        """The correction as plain values."""
        facts = {"corrected_on": self.corrected_on, "file": self.file}
        return facts | {"options": dict(self.options), "scales": {name: dict(one) for name, one in self.scales.items()}}

    @classmethod
    def from_dict(cls, facts: Mapping[str, Any]) -> Correction:
        """The correction in plain values; what has another type is ignored."""
        options, scales = facts.get("options"), facts.get("scales")
        return cls(
            dict(options) if isinstance(options, Mapping) else {},
            {str(name): dict(one) for name, one in scales.items() if isinstance(one, Mapping)}
            if isinstance(scales, Mapping)
            else {},
            str(facts.get("corrected_on") or ""),
            str(facts.get("file") or ""),
        )


def scale_facts(scale: Scale) -> dict[str, Any]:
    """A scale as plain values, for a correction."""
    words = None if scale.words is None else dict(scale.words)
    return {"ends": None if scale.ends is None else list(scale.ends), "words": words, "reverse": scale.reverse}


def scale_from(facts: Mapping[str, Any]) -> Scale:
    """The scale that plain values describe."""
    ends, words = facts.get("ends"), facts.get("words")
    pair = (float(ends[0]), float(ends[1])) if isinstance(ends, (list, tuple)) and len(ends) == 2 else None
    if pair is not None and pair[0] >= pair[1]:
        pair = None
    places = {str(word): float(place) for word, place in words.items()} if isinstance(words, Mapping) else None
    return Scale(pair, places, bool(facts.get("reverse")), "as you corrected it", 1.0)
