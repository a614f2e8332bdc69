"""Which of the remembered corrections does a build use? Only those become part of its options, and of its manifest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.errors import DataloupeError
from analytics.ingest.correcting.correction import RECORD_OPTIONS
from analytics.ingest.correcting.memory import structure_of
from analytics.ingest.description import first_chunk
from analytics.ingest.inputs import Input
from analytics.ingest.reading.profile import profile
from analytics.ingest.reading.samples import first_objects


def with_used_corrections(inputs: Sequence[Input], options: Mapping[str, Any]) -> dict[str, Any]:
    """The options, with those `corrections` only that apply to an input: a later change of others is no reason to read
    the inputs again.
    """
    rest = {name: value for name, value in options.items() if name != "corrections"}
    corrections = options.get("corrections")
    if not corrections or any(options.get(name) for name in RECORD_OPTIONS):
        return rest
    structures = {structure for one in inputs if (structure := _structure(one)) in corrections}
    return rest | ({"corrections": {one: corrections[one] for one in sorted(structures)}} if structures else {})


def _structure(one: Input) -> str:
    """The structure of an input; "" for one that cannot be read, which the build reports."""
    try:
        sample = first_chunk(one)
    except DataloupeError:
        return ""
    return "" if sample is None else structure_of(profile(first_objects(sample)))
