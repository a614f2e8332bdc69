"""Candidates in which each record is a document."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.fields import single_fields, texts_of
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.profile import Profile, relative

WANTED = ("title", "label", "source", "lang", "url", "time", "score", "id", "user")


def candidates(profile: Profile) -> Iterator[Candidate]:
    """The records, or the objects of the largest list of objects in them, with their best text."""
    for records in _record_paths(profile):
        texts = texts_of(profile, records)
        if not texts:
            continue
        score, path, text = texts[0]
        fields = [one for one in profile.below(records) if not re.search(r"\[\].*\[\]", relative(one.path, records))]
        reading = Reading(
            kind="documents", records=records, text=(path,), fields=single_fields(fields, records, {path}, WANTED)
        )
        share = profile.objects[records] if records else profile.records
        total = 0.8 + 0.7 * min(score, 2.2) + 0.2 * (share > 1) - 0.2 * records.count("[")
        yield Candidate(
            reading, total, (f"the text is {path!r}: {text.mean_length:,.0f} characters of prose on average",)
        )


def _record_paths(profile: Profile) -> list[str]:
    lists = [
        f"{path}[]"
        for path, lengths in profile.lists.items()
        if f"{path}[]" in profile.objects and sum(lengths) > len(lengths)
    ]
    maps = [path for path in profile.objects if path.endswith("*")]
    inner = sorted([*lists, *maps], key=lambda path: (-profile.objects[path], path))
    return [""] + (inner[:6] if profile.records <= 3 else [])
