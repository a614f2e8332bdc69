"""Which reading fits a sample best? Values first, names second; every candidate says why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from analytics.ingest.reading import documents, events, pairs, transcripts, turn_lists
from analytics.ingest.reading.candidates import Candidate
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.profile import Profile, profile
from analytics.ingest.reading.prompt_turns import with_turns_as_prompt
from analytics.ingest.reading.ratings import with_ratings

SOURCES = (turn_lists, events, pairs, transcripts, documents)


def infer(records: Iterable[Any]) -> Reading | None:
    """The best reading of a sample of records, with its confidence, its reasons and the runner-up; None without
    text.
    """
    sample = profile(records)
    ranked = ranking(sample)
    if not ranked:
        return None
    best = ranked[0]
    other = next(
        (one for one in ranked[1:] if one.reading.kind != best.reading.kind or one.reading.turns != best.reading.turns),
        None,
    )
    lead = best.score - (other.score if other else 0.0)
    confidence = min(0.99, 0.5 + 0.25 * max(lead, 0.0) + 0.05 * best.score)
    reading = with_ratings(sample, best.reading)
    return replace(
        reading, confidence=round(confidence, 2), reasons=best.reasons, runner_up=other.reasons[0] if other else ""
    )


def ranking(sample: Profile) -> list[Candidate]:
    """All candidates, the best first; ties go to the field that comes first in the records."""
    every = [one for source in SOURCES for one in source.candidates(sample)]
    every += with_turns_as_prompt(every)
    return sorted(every, key=lambda one: -one.score)
