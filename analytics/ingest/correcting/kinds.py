"""What are the records of an input? The kinds that a person chooses from, and the correction that each of them is."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from analytics.errors import DataloupeError
from analytics.ingest.correcting.correction import RECORD_OPTIONS, Correction
from analytics.ingest.correcting.sample import Sample
from analytics.ingest.description import InputDescription
from analytics.ingest.document_columns import ALIASES
from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.model import KINDS, Answer, Reading
from analytics.ingest.reading.paths import first
from analytics.ingest.reading.profile import relative
from analytics.ingest.reading.reading_file import to_yaml
from analytics.ingest.reading.roles import meanings

EXCHANGES = "exchanges"
"""Each row of a plain table is a prompt and its answer."""

CORPUS_FIELDS = {"time": "created_at"}
"""Fields of a reading that have another name in a corpus."""

MAX_ALTERNATIVES, MAX_ROLES = 3, 6


def kind_of(description: InputDescription) -> str:
    """A kind of KINDS, "exchanges", or `known:NAME` for a format that is known by its keys."""
    reading = getattr(description.plan, "reading", None)
    if reading is not None:
        return str(reading.kind)
    if description.shape == "corpus":
        return "documents"
    if description.shape == "table" and description.plan is not None:
        return "turns" if "role" in description.plan.fields else EXCHANGES
    return f"known:{description.shape}"


def kinds_for(sample: Sample, description: InputDescription) -> list[str]:
    """The kinds that the records can be read as, the present one first."""
    kinds = [kind_of(description), *dict.fromkeys(one.reading.kind for one in sample.ranking), "documents", "turns"]
    if len(_exchange_columns(sample)) > 1:
        kinds.append(EXCHANGES)
    return list(dict.fromkeys(kinds))


def with_kind(sample: Sample, correction: Correction, kind: str) -> Correction:
    """The correction that reads the records as this kind, in the most likely way. Raises DataloupeError without one."""
    if kind.startswith("known:"):
        return with_records(correction, format=kind.removeprefix("known:"))
    if kind == EXCHANGES:
        return with_records(correction, format="table", map=_exchange_columns(sample))
    if kind not in KINDS:
        raise DataloupeError(f"There is no kind {kind!r}. There are: {', '.join(KINDS)}.")
    best = next((one.reading for one in sample.ranking if one.reading.kind == kind), None)
    return with_reading(sample, correction, best or _plain_reading(sample, kind))


def alternatives(sample: Sample, description: InputDescription) -> list[Candidate]:
    """Other ways to read the records than the present one: the most likely ones of another kind or another list."""
    reading = getattr(description.plan, "reading", None)
    if reading is None and description.shape == "corpus":
        reading = Reading(kind="documents")
    seen = {_identity(reading)} if reading is not None else set()
    others: list[Candidate] = []
    for one in sample.ranking:
        if _identity(one.reading) not in seen:
            seen.add(_identity(one.reading))
            others.append(one)
    return others[:MAX_ALTERNATIVES]


def with_reading(sample: Sample, correction: Correction, reading: Reading) -> Correction:
    """The correction that is this reading; documents in the columns of a table are read as a plain corpus."""
    is_flat = set(reading.text) | set(reading.fields.values()) <= set(sample.columns)
    if reading.kind == "documents" and not reading.records and is_flat and len(reading.text) == 1:
        fields = {CORPUS_FIELDS.get(name, name): path for name, path in reading.fields.items()}
        columns = {name: path for name, path in fields.items() if name in ALIASES}
        return with_records(correction, format="corpus", text=reading.text[0], map=columns)
    complete = reading if reading.ratings else sample.with_ratings(reading)
    plain = replace(complete, confidence=1.0, reasons=(), runner_up="")
    return with_records(correction, reading=to_yaml(plain))


def with_records(correction: Correction, **options: object) -> Correction:
    """The correction with these options about the records instead of all present ones."""
    return correction.with_options(**(dict.fromkeys(RECORD_OPTIONS) | options))


def _identity(reading: Reading) -> tuple[object, ...]:
    return reading.kind, reading.records, reading.turns, tuple(one.text for one in reading.answers)


def _plain_reading(sample: Sample, kind: str) -> Reading:
    """A reading of a kind that no candidate has: the longest texts, which a person then corrects."""
    texts = sorted((one for one in sample.profile.fields.values() if one.is_text), key=lambda one: -one.mean_length)
    if not texts:
        raise DataloupeError("The records have no text.")
    if kind == "pairs":
        columns = _exchange_columns(sample)
        answers = (Answer(columns["response"]),) if "response" in columns else ()
        return Reading(kind=kind, text=(columns.get("prompt") or texts[0].path,), answers=answers)
    path = texts[0].path
    if kind == "turns" and "[]" not in path:
        return _turns_of_rows(sample, path)
    records = path.rpartition("[]")[0] + "[]" if "[]" in path and kind in ("documents", "turns") else ""
    return Reading(kind=kind, records=records, text=(relative(path, records),))


def _exchange_columns(sample: Sample) -> dict[str, str]:
    """{prompt, response: column}: the two columns with the longest texts, in their order."""
    fields = sample.profile.fields
    by_length = sorted(
        (name for name in sample.columns if fields[name].is_text), key=lambda one: -fields[one].mean_length
    )
    longest = sorted(by_length[:2], key=sample.columns.index)
    return dict(zip(("prompt", "response"), longest, strict=False))


def _turns_of_rows(sample: Sample, text: str) -> Reading:
    """A reading of rows that are turns: the role changes most from row to row among few short values, and rows of one
    conversation follow one another.
    """
    rows = sample.profile.sample
    columns = {name: [first(row, name) for row in rows] for name in sample.columns if name != text}
    changes = {name: sum(a != b for a, b in pairwise(values)) for name, values in columns.items()}
    counts = {name: len({str(value) for value in values}) for name, values in columns.items()}
    roles = [one for one in columns if 1 < counts[one] <= MAX_ROLES and sample.profile.fields[one].is_text]
    blocks = [one for one in columns if 1 < counts[one] <= 0.7 * len(rows) and changes[one] == counts[one] - 1]
    role = max(roles, key=lambda one: changes[one], default=None)
    conversation = max((one for one in blocks if one != role), key=lambda one: counts[one], default=None)
    spoken = list(dict.fromkeys(str(value) for value in columns[role])) if role else []
    meaning = meanings(role or "", spoken) or dict(zip(spoken[:2], ("user", "assistant"), strict=False))
    fields = {"conversation": conversation} if conversation else {}
    return Reading(kind="turns", text=(text,), role=role, roles=meaning, turn_fields=fields)
