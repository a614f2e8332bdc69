"""Candidates in which several answers are compared whose prompt is a list of turns: the conversation until then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analytics.ingest.reading.candidates import Candidate

MIN_ANSWERS = 2
BONUS = 0.5
"""Answers next to a list of turns say more than the turns alone."""


def with_turns_as_prompt(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Each candidate with several answers and no prompt, with the best list of turns of its records as the prompt."""
    turns = [
        one
        for one in candidates
        if one.reading.kind == "conversations" and not (one.reading.answers or one.reading.answer_turns)
    ]
    return [
        combined
        for one in candidates
        if one.reading.kind == "pairs" and len(one.reading.answers) >= MIN_ANSWERS
        if (combined := _combined(one, turns)) is not None
    ]


def _combined(pairs: Candidate, turns: Sequence[Candidate]) -> Candidate | None:
    own = pairs.reading
    paths = [answer.text for answer in own.answers]
    fitting = [
        one
        for one in turns
        if one.reading.records == own.records
        and not any(path.startswith((one.reading.turns or "").removesuffix("[]")) for path in paths)
    ]
    if own.text or not fitting:
        return None
    best = max(fitting, key=lambda one: one.score)
    prompt = best.reading
    reading = replace(
        own, turns=prompt.turns, text=prompt.text, role=prompt.role, roles=prompt.roles, alternate=prompt.alternate
    )
    reasons = (*pairs.reasons, f"{prompt.turns} is the conversation that they answer")
    return Candidate(reading, max(best.score, pairs.score) + BONUS, reasons)
