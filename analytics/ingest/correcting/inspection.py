"""Everything that a page shows about how an input is read, and what it lets a person correct, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from analytics.ingest import formats
from analytics.ingest.correcting.correction import Correction
from analytics.ingest.correcting.edits import edited
from analytics.ingest.correcting.examples import preview_of
from analytics.ingest.correcting.form import form
from analytics.ingest.correcting.kinds import alternatives, kind_of
from analytics.ingest.correcting.sample import Sample
from analytics.ingest.description import InputDescription, describe_corrected
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.reading_file import to_yaml

OPTIONS_OF = {"csv": ("encoding", "delimiter", "header"), "html": ("extractor",), "warc": ("extractor",)}
"""{format: its options that a person can correct}."""

MIN_CONFIDENCE = 0.75
"""A page says that a reading below this confidence is not certain."""


def described(sample: Sample, options: Mapping[str, Any], correction: Correction) -> InputDescription:
    """How the input of a sample is read with a correction. Raises DataloupeError if it cannot be read."""
    rest = {name: value for name, value in options.items() if name != "corrections"}
    return describe_corrected(sample.source, sample.chunk, rest, correction or None)


def corrected_sample(sample: Sample, correction: Correction) -> Sample:
    """The sample, read again if the correction changes the encoding, delimiter or header."""
    return Sample.of(correction.input_of(sample.source)) if correction.file_options else sample


def inspection(
    sample: Sample, options: Mapping[str, Any], correction: Correction, change: tuple[str, str] | None = None
) -> tuple[dict[str, Any], Correction]:
    """(facts, correction) after a change (field, value) of the form. Raises DataloupeError for an impossible one."""
    inner = corrected_sample(sample, correction)
    if change is not None:
        correction = edited(inner, described(sample, options, correction), correction, *change)
        inner = corrected_sample(sample, correction)
    return _facts(inner, sample.structure, described(sample, options, correction), correction), correction


def _facts(sample: Sample, structure: str, description: InputDescription, correction: Correction) -> dict[str, Any]:
    plan = description.plan
    reading = getattr(plan, "reading", None)
    others = alternatives(sample, description)
    return {
        "structure": structure,
        "joins": [join.summary_text() for join, _ in sample.source.joins],
        "kind": kind_of(description),
        "title": getattr(plan, "title", "") if plan else "",
        "confidence": reading.confidence if reading is not None and not correction else None,
        "is_certain": bool(correction) or reading is None or reading.confidence >= MIN_CONFIDENCE,
        "reasons": list(reading.reasons) if reading is not None else [plan.why] if plan and plan.text else [],
        "alternatives": [_alternative(sample, one.reading) for one in others],
        "form": [asdict(one) for one in form(sample, description)],
        "file_options": _file_options(sample, correction),
        "rating_paths": [(one.path, one.examples) for one in sample.choices] if reading is not None else [],
        "preview": preview_of(sample, description),
        "yaml": to_yaml(reading) if reading is not None else None,
        "correction": correction.to_dict() if correction else None,
    }


def _alternative(sample: Sample, reading: Reading) -> dict[str, Any]:
    complete = sample.with_ratings(reading)
    ratings = [] if reading.kind in ("documents", "transcripts") else [one.name for one in complete.ratings]
    texts = [*reading.text, *(answer.text for answer in reading.answers)]
    facts = {"kind": reading.kind, "records": reading.records, "turns": reading.turns, "texts": texts}
    return facts | {"ratings": list(dict.fromkeys(ratings))}


def _file_options(sample: Sample, correction: Correction) -> dict[str, str] | None:
    """{option: as corrected or assumed, "" as usual} of tables and web pages; None for files without options."""
    names = OPTIONS_OF.get(sample.source.format)
    if names is None:
        return None
    container = formats.containers()[sample.source.format]
    assumptions = getattr(container, "assumptions", None)
    assumed: Mapping[str, str] = assumptions(sample.source) if assumptions else {}
    return {name: str(correction.options.get(name) or assumed.get(name) or "") for name in names}
