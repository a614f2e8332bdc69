"""Where a log has the answer to its turns: a request with messages, and the response next to it."""

from __future__ import annotations

import re
from typing import Any

from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.paths import first, join
from analytics.ingest.reading.profile import Profile, relative
from analytics.ingest.reading.vocabulary import name_rank, plain

MIN_OPEN = 0.8
"""The least share of the lists of turns that end with a user's turn."""
MIN_PRESENT = 0.5


def last_answer(profile: Profile, reading: Reading, each: str, lists: list[list[Any]]) -> str | None:
    """The path of the answer to the last turn: prose outside the turns, below a name of answers; else None.

    Lists that end with an answer need none.
    """
    if reading.role is None or "[" in reading.records:
        return None
    last = [reading.roles.get(str(first(some[-1], reading.role))) for some in lists if isinstance(some[-1], dict)]
    if not last or last.count("user") < MIN_OPEN * len(last):
        return None
    best, best_score = None, 0.0
    for one in profile.below(reading.records):
        path = relative(one.path, reading.records)
        if one.path.startswith(each) or not one.is_text or one.prose < 0.3 or "*" in path:
            continue
        steps = [plain(step) for step in re.split(r"[.\[\]]+", path) if step]
        rank = max(name_rank(step, "answer") for step in steps)
        present = one.records / max(profile.records, 1)
        if rank < 0.5 or present < MIN_PRESENT:
            continue
        score = rank + one.prose + present - 0.02 * len(steps)
        if score > best_score:
            best, best_score = _of_first_choice(path), score
    return best


def _of_first_choice(path: str) -> str:
    """The answer of the first choice; all pieces of its content: choices[0].message.content, parts[].text."""
    head, bracket, rest = path.rpartition("[]")
    is_piece = bracket and rest in (".text", "")
    return (
        (head.replace("[]", "[0]") + "[]" + rest)
        if is_piece
        else join(head.replace("[]", "[0]"), "[0]" + rest)
        if bracket
        else path
    )
