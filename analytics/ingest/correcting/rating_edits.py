"""Ratings in the form: their scale, whether a high value is good, and which fields are ratings at all."""

from __future__ import annotations

import re
from dataclasses import replace

from analytics.errors import DataloupeError
from analytics.ingest.correcting.correction import Correction, scale_facts
from analytics.ingest.correcting.examples import rows_of, scales_of
from analytics.ingest.correcting.kinds import with_records
from analytics.ingest.correcting.sample import Sample
from analytics.ingest.description import InputDescription
from analytics.ingest.reading.corrections import corrected
from analytics.ingest.reading.model import RatingField, Reading
from analytics.ingest.reading.reading_file import to_yaml

GOOD, BAD = "high is good", "high is bad"
_RANGE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*(?:to|-|–|\.\.)\s*(-?\d+(?:\.\d+)?)\s*")


def rating_edited(
    sample: Sample, description: InputDescription, correction: Correction, name: str, value: str
) -> Correction:
    """The correction after a change of `scale NAME`, `polarity NAME`, `add rating` or `remove rating NAME`."""
    reading = getattr(description.plan, "reading", None)
    if name == "add rating" or name.startswith("remove rating "):
        if reading is None:
            raise DataloupeError("This format has fixed ratings. Choose another kind of records first.")
        return with_records(correction, reading=to_yaml(_listed(sample, reading, name, value)))
    what, _, rating = name.partition(" ")
    field = _field_named(reading, rating)
    if reading is not None and field is not None:
        changed = replace(field, reverse=value == BAD) if what == "polarity" else replace(
            field, scale=range_of(value), words=None, reason=f"scale {value}, as you corrected it"
        )  # fmt: skip
        ratings = tuple(changed if one is field else one for one in reading.ratings)
        return with_records(correction, reading=to_yaml(replace(reading, ratings=ratings)))
    return _scale_replaced(sample, description, correction, what, rating, value)


def range_of(text: str) -> tuple[float, float]:
    """The ends of a scale as people write it: `1 to 5`. Raises DataloupeError for anything else."""
    match = _RANGE.fullmatch(text)
    if match is None or float(match[1]) >= float(match[2]):
        raise DataloupeError(f"A scale cannot be {text!r}. Write its ends, such as 1 to 5.")
    return float(match[1]), float(match[2])


def _scale_replaced(
    sample: Sample, description: InputDescription, correction: Correction, what: str, rating: str, value: str
) -> Correction:
    """The scale of a rating of a format that is not a reading: it applies to the values of that name."""
    present = scales_of(description, rows_of(sample, description)).get(rating)
    if what == "scale":
        facts = {"ends": list(range_of(value)), "words": None, "reverse": bool(present and present.reverse)}
    elif present is None:
        raise DataloupeError(f"The scale of {rating!r} is not known. Choose it first.")
    else:
        facts = {**scale_facts(present), "reverse": value == BAD}
    return replace(correction, scales={**correction.scales, rating: facts})


def _field_named(reading: Reading | None, rating: str) -> RatingField | None:
    """The field of a rating; None where the names of ratings are in the data."""
    ratings = reading.ratings if reading is not None else ()
    return next((one for one in ratings if one.name == rating and one.name_path is None), None)


def _listed(sample: Sample, reading: Reading, name: str, value: str) -> Reading:
    if name != "add rating":
        field = _field_named(reading, name.removeprefix("remove rating "))
        others = (one for one in reading.ratings if (one is not field if field else one.name_path is None))
        return replace(reading, ratings=tuple(others))
    steps = [step.strip('"') for step in value.replace("[]", "").split(".") if step != "*"]
    used = {one.name for one in reading.ratings}
    rating = next((leaf for leaf in (steps[-1], "_".join(steps[-2:]), value) if leaf not in used), value)
    return corrected(sample.source.name, reading, sample.profile, {rating: value})
