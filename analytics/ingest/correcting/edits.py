"""What a change in the form does: the correction before it, the name of a field and its new value -> a correction."""

from __future__ import annotations

import re
from dataclasses import replace

from analytics.errors import DataloupeError
from analytics.ingest.correcting.correction import FILE_OPTIONS, Correction
from analytics.ingest.correcting.kinds import alternatives, kind_of, with_kind, with_reading, with_records
from analytics.ingest.correcting.rating_edits import rating_edited
from analytics.ingest.correcting.sample import Sample
from analytics.ingest.description import InputDescription
from analytics.ingest.reading.corrections import corrected
from analytics.ingest.reading.model import Answer, Comparisons, Reading
from analytics.ingest.reading.paths import values
from analytics.ingest.reading.profile import relative
from analytics.ingest.reading.reading_file import from_yaml, to_yaml
from analytics.ingest.reading.sides import of_paths
from analytics.ingest.reading.winners import side_values, winners


def edited(sample: Sample, description: InputDescription, correction: Correction, name: str, value: str) -> Correction:
    """The correction after a person has set the field `name` of the form to `value`.

    Raises DataloupeError when the records have nothing there.
    """
    if name == "inferred":
        return Correction()
    if name in FILE_OPTIONS:
        return correction.with_options(**{name: value or None})
    if name == "kind":
        return with_kind(sample, correction, value)
    reading = getattr(description.plan, "reading", None)
    if name == "alternative":
        return with_reading(sample, correction, alternatives(sample, description)[int(value)].reading)
    if name == "reading":
        return with_records(correction, reading=to_yaml(from_yaml(value)))
    if name.startswith(("scale ", "polarity ", "add rating", "remove rating ")):
        return rating_edited(sample, description, correction, name, value)
    if reading is not None:
        return with_records(correction, reading=to_yaml(_field_edited(sample, reading, name, value)))
    return _column_edited(description, correction, name, value)


def _column_edited(description: InputDescription, correction: Correction, name: str, value: str) -> Correction:
    """The column of a field of a plain table: all present columns are kept as they are."""
    if description.plan is None:
        raise DataloupeError("The input has no rows.")
    columns = {**description.plan.fields, name: value}
    if kind_of(description) != "documents":
        return with_records(correction, format="table", map=columns)
    text = columns.pop("text", None) or description.plan.text
    others = {field: column for field, column in columns.items() if column != text}
    return with_records(
        correction, format="corpus", text=text, map=others | ({name: ""} if name != "text" and not value else {})
    )


def _field_edited(sample: Sample, reading: Reading, name: str, value: str) -> Reading:
    if name in ("records", "turns"):
        return _with_list(sample, reading, name, value)
    if name.startswith("role of "):
        roles = {**reading.roles, name.removeprefix("role of "): value}
        return replace(reading, roles={spoken: role for spoken, role in roles.items() if role})
    if match := re.fullmatch(r"answer (\d+)", name):
        answers = list(reading.answers)
        place = int(match[1]) - 1
        answers[place : place + 1] = [Answer(relative(value, reading.records))] if value else []
        sides = of_paths([answer.text for answer in answers])
        verdicts = winners(sample.profile, reading.records, sides, []) if len(answers) > 1 else []
        return replace(reading, answers=tuple(answers), comparisons=tuple(verdicts))
    if re.fullmatch(r"(winner|judge)( \d+)?", name):
        return _with_comparison(sample, reading, name, value)
    if name == "role" and not value:
        return replace(reading, role=None, roles={}, only_roles=False, alternate=("user", "assistant"))
    cleared = _without(reading, name)
    if not value:
        if name == "text":
            raise DataloupeError("A reading needs a text.")
        return cleared
    return corrected(sample.source.name, cleared, sample.profile, {name: value})


def _without(reading: Reading, name: str) -> Reading:
    fields = {field: path for field, path in reading.fields.items() if field != name}
    turn_fields = {field: path for field, path in reading.turn_fields.items() if field != name}
    return replace(reading, fields=fields, turn_fields=turn_fields)


def _with_list(sample: Sample, reading: Reading, name: str, value: str) -> Reading:
    """The most likely reading whose records or turns are there, of the same kind if there is one."""
    turns = relative(value, reading.records) if name == "turns" else None
    fitting = [
        one.reading
        for one in sample.ranking
        if (one.reading.records == value if turns is None else one.reading.turns == turns)
    ]
    same_kind = next((one for one in fitting if one.kind == reading.kind), None)
    best = same_kind or next(iter(fitting), None)
    if best is not None:
        return best
    inside = [one for one in sample.profile.below(value) if one.is_text]
    if not inside:
        raise DataloupeError(f"{sample.source.name} has no text at {value or 'the top of its records'!r}.")
    text = relative(max(inside, key=lambda one: one.mean_length).path, value)
    if turns is not None:
        return replace(
            reading, turns=turns, text=(text,), role=None, roles={}, alternate=("user", "assistant"), turn_fields={}
        )
    return Reading(kind="documents", records=value, text=(text,))


def _with_comparison(sample: Sample, reading: Reading, name: str, value: str) -> Reading:
    """The reading with the verdict of one annotator, or the judge of the first, at another path."""
    path = relative(value, reading.records) if value else None
    place = int(name.split(" ")[1]) - 1 if " " in name else 0
    verdicts = list(reading.comparisons)
    present = verdicts[place] if place < len(verdicts) else Comparisons()
    if name == "judge":
        changed = [replace(present, judge=path)]
    elif path is None:
        changed = []
    else:
        changed = [_verdict(sample, reading, present, value, path, is_one_of_several=len(verdicts) > 1 or place > 0)]
    verdicts[place : place + 1] = changed
    return replace(reading, comparisons=tuple(verdicts))


def _verdict(
    sample: Sample, reading: Reading, present: Comparisons, value: str, path: str, is_one_of_several: bool
) -> Comparisons:
    raw = sorted({str(one) for record in sample.profile.sample for one in values(record, value)})
    sides = side_values(raw, of_paths([answer.text for answer in reading.answers]))
    if not sides:
        shown = ", ".join(map(repr, raw[:3]))
        raise DataloupeError(f"No value at {value!r} names an answer as the winner: {shown}.")
    places = tuple(range(len(reading.answers)))
    name = path if is_one_of_several else None
    return replace(present, sides=places, winner=path, values=sides, judge_name=name, ranks=())
