"""The form that shows and corrects how an input is read: its fields, their values, and the paths to choose from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analytics.ingest.correcting.kinds import EXCHANGES, kind_of, kinds_for
from analytics.ingest.correcting.sample import Sample
from analytics.ingest.description import InputDescription
from analytics.ingest.reading.model import KEY_ROLE, Reading
from analytics.ingest.reading.paths import join
from analytics.ingest.reading.profile import is_below
from analytics.ingest.shapes.table_of_turns import FIELDS

ROLES = ("user", "assistant", "system", "tool")
MAX_ROLES, MAX_OPTIONS = 8, 300
FIRST_FIELDS = ("prompt", "response", "role", "content", "conversation_id", "thumbs", "rating", "user", "model")
CORPUS_FIELDS = ("text", "title", "label", "created_at", "source", "score", "lang", "url")
TABLE_FIELDS = list(dict.fromkeys([*FIRST_FIELDS, *FIELDS]))
READING_FIELDS = {
    "documents": ("text", "title", "label", "time", "source", "score", "lang", "url"),
    "conversations": (
        "turns", "text", "role", "conversation", "user", "model", "time", "latency_ms", "title", "label", "source",
    ),
    "turns": ("text", "role", "conversation", "user", "model", "time", "latency_ms", "title", "label"),
    "pairs": ("text", "answers", "winner", "judge", "model", "user", "time", "conversation", "label"),
    "transcripts": ("text", "conversation", "title", "label", "source"),
}  # fmt: skip
"""The fields of a form by the kind of the records; the first of them are those that decide most."""


@dataclass(frozen=True)
class FormField:
    """A field of the form: its value, and [(option, example values)]. "" is no path."""

    name: str
    value: str
    options: Sequence[tuple[str, Sequence[str]]]


def form(sample: Sample, description: InputDescription) -> list[FormField]:
    """The fields of the form for an input as it is described."""
    kind = kind_of(description)
    first = FormField("kind", kind, [(one, ()) for one in kinds_for(sample, description)])
    reading = getattr(description.plan, "reading", None)
    if reading is not None:
        return [first, *_reading_fields(sample, reading)]
    if description.plan is None or kind.startswith("known:"):
        return [first]
    values = {"text": description.plan.text or "", **description.plan.fields}
    unused = ("role", "content") if kind == EXCHANGES else ("prompt", "response")
    names = CORPUS_FIELDS if description.shape == "corpus" else [name for name in TABLE_FIELDS if name not in unused]
    return [first, *(_column_field(sample, name, values) for name in names)]


def _column_field(sample: Sample, name: str, values: Mapping[str, str]) -> FormField:
    value = values.get(name) or ""
    return FormField(name, value, _options(sample, ["", *sample.columns], value))


def _reading_fields(sample: Sample, reading: Reading) -> Iterator[FormField]:
    lists = [f"{path}[]" for path in sample.profile.lists if f"{path}[]" in sample.profile.objects]
    maps = [path for path in sample.profile.objects if path.endswith("*")]
    if lists or maps or reading.records:
        yield FormField("records", reading.records, _options(sample, ["", *lists, *maps], reading.records))
    inside = [one.path for one in sample.choices if is_below(one.path, reading.records)]
    for name in READING_FIELDS[reading.kind]:
        yield from _fields_named(name, sample, reading, inside)


def _fields_named(name: str, sample: Sample, reading: Reading, inside: Sequence[str]) -> Iterator[FormField]:
    if name == "turns":
        turns = join(reading.records, reading.turns or "")
        lists = [f"{path}[]" for path in sample.profile.lists if is_below(path, reading.records)]
        yield FormField(name, turns, _options(sample, lists, turns))
    elif name == "answers":
        for number, answer in enumerate([*reading.answers, None], 1):
            path = join(reading.records, answer.text) if answer else ""
            yield FormField(f"answer {number}", path, _options(sample, ["", *inside], path))
    elif name in ("winner", "judge"):
        if len(reading.answers) > 1:
            yield from _comparison_fields(name, sample, reading, inside)
    elif name == "role" and reading.role == KEY_ROLE:
        return
    else:
        value = path_of(reading, name)
        yield FormField(name, value, _options(sample, ["", *_places(name, reading, inside)], value))
        if name == "role":
            yield from _role_fields(sample, reading)


def _comparison_fields(name: str, sample: Sample, reading: Reading, inside: Sequence[str]) -> Iterator[FormField]:
    """One field for the verdict of each annotator, and one to add another; the judge of the first."""
    verdicts = [one.winner if name == "winner" else one.judge for one in reading.comparisons]
    shown = verdicts[:1] or [None] if name == "judge" else [*verdicts, None]
    for number, path in enumerate(shown, 1):
        value = join(reading.records, path) if path else ""
        yield FormField(name if number == 1 else f"{name} {number}", value, _options(sample, ["", *inside], value))


def _role_fields(sample: Sample, reading: Reading) -> Iterator[FormField]:
    """One field for each value of the role: who speaks."""
    path = path_of(reading, "role")
    field = sample.profile.fields.get(path)
    values = dict.fromkeys(_role_value(one) for one in field.values) if field and reading.role else {}
    if 0 < len(values) <= MAX_ROLES:
        options = [("", ()), *((role, ()) for role in ROLES)]
        for value in values:
            yield FormField(f"role of {value}", reading.roles.get(value, ""), options)


def _role_value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def path_of(reading: Reading, name: str) -> str:
    """The path of a field of a reading from the top of what the container gives; "" when it has none."""
    turns = join(reading.records, reading.turns or "")
    if name == "text":
        return join(turns, reading.text[0]) if reading.text else ""
    if name == "role":
        return join(turns, reading.role) if reading.role and reading.role != KEY_ROLE else ""
    if name in reading.turn_fields:
        return join(turns, reading.turn_fields[name])
    return join(reading.records, reading.fields[name]) if name in reading.fields else ""


def _places(name: str, reading: Reading, inside: Sequence[str]) -> list[str]:
    """The paths that a field can have: text and role of a conversation are in its turns."""
    turns = join(reading.records, reading.turns or "")
    if not reading.turns or name not in ("text", "role"):
        return list(inside)
    return [turns] * (name == "text" and turns in inside) + [path for path in inside if is_below(path, turns)]


def _options(sample: Sample, paths: Sequence[str], value: str) -> list[tuple[str, Sequence[str]]]:
    """The paths with examples; the present value is always among them."""
    shown = dict.fromkeys([*paths[:MAX_OPTIONS], value])
    return [(path, sample.examples(path) if path else ()) for path in shown]
