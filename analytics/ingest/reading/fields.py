"""Which fields of an object are the text, the conversation, the model, the time ...?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from analytics.ingest.reading.paths import join
from analytics.ingest.reading.profile import Field, Profile, relative
from analytics.ingest.reading.vocabulary import PART_TYPES, RATER, name_rank, plain

SINGLE = (
    "conversation",
    "title",
    "label",
    "source",
    "lang",
    "url",
    "model",
    "user",
    "time",
    "id",
    "parent",
    "latency_ms",
    "cost",
    "score",
)
PIECES = ("text", "content", "value", "message", "input_text")
"""Names of the text of one piece of a content."""
_TIME = re.compile(r"^\d{4}-\d\d-\d\d|^\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|^\w{3} \w{3} \d|^\d{10}(?:\.\d+)?$|^\d{13}$")


def texts_of(profile: Profile, parent: str, skip: Collection[str] = ()) -> list[tuple[float, str, Field]]:
    """(score, relative path, field) of the fields that may be the text of the objects at `parent`, the best first.

    A list of parts (`content[].text`) counts as the field that holds the list; other lists are not entered.
    """
    scored: dict[str, tuple[float, str, Field]] = {}
    for one in profile.below(parent):
        path = relative(one.path, parent)
        if not one.is_text or path in skip or path.count("[]") > 1 or "*" in path or path.startswith("["):
            continue
        holder, _, rest = path.partition("[]")
        leaf = rest.lstrip(".").split(".")[-1]
        is_usual = rest.lstrip(".") in PIECES
        if rest and leaf not in PIECES and not _is_piece(one, profile, f"{holder}[]", parent):
            continue
        holder = holder if not rest or is_usual else path
        prose = one.prose
        name = name_rank(holder.split(".")[-1].strip('"'), "text")
        if prose < (0.02 if name > 0.7 else 0.25):
            continue
        nested = 0.12 * holder.count(".")
        present = one.records / max(profile.records, 1)
        volume = min(1.0, one.mean_length / 200)
        score = prose + 0.7 * name + 0.35 * volume + 0.2 * present - nested
        if holder not in scored or scored[holder][0] < score:
            scored[holder] = (score, holder, one)
    return sorted(scored.values(), key=lambda item: -item[0])


def _is_piece(one: Field, profile: Profile, pieces: str, parent: str) -> bool:
    """Whether a text is that of the pieces of a content: prose next to a kind of piece, and nothing else."""
    inside = [other for other in profile.below(join(parent, pieces)) if other.count]
    kinds = [
        other for other in inside if other is not one and other.strings and set(map(plain, other.strings)) <= PART_TYPES
    ]
    return one.prose > 0.3 and len(inside) <= 3 and 1 <= len(kinds) == len(inside) - 1


def single_fields(
    fields: Iterable[Field], parent: str, taken: Collection[str], wanted: Sequence[str] = SINGLE
) -> dict[str, str]:
    """field -> relative path, for the usual fields of a document, turn or conversation; each path once."""
    options: list[tuple[float, str, str]] = []
    for one in fields:
        path = relative(one.path, parent)
        if "[" in path or "*" in path or path in taken or not one.count or one.empty >= one.parents:
            continue
        if RATER.search(plain(one.name)):
            continue
        for what in wanted:
            rank = name_rank(one.name, what) - 0.1 * path.count(".")
            if rank > 0.3 and _fits(one, what):
                options.append((rank, what, path))
    chosen: dict[str, str] = {}
    for _, what, path in sorted(options, key=lambda item: (-item[0], item[1], item[2])):
        if what not in chosen and path not in chosen.values():
            chosen[what] = path
    return chosen


def _fits(one: Field, what: str) -> bool:
    if what == "time":
        return bool(one.numbers and min(one.numbers) > 1e8) or any(_TIME.match(value) for value in one.strings[:20])
    if what in ("latency_ms", "cost", "score"):
        return bool(one.numbers)
    if what == "title":
        return one.is_text and one.mean_length < 200 and one.distinct > 0.2
    if what in ("label", "source", "lang"):
        return one.is_text and one.mean_length < 60 and (one.n_distinct <= 50 or one.distinct < 0.3) and one.prose < 0.6
    if what == "url":
        return one.is_text and any("/" in value for value in one.strings[:20])
    if what in ("model", "user"):
        return one.types["dict"] == 0 and one.mean_length < 80 and one.prose < 0.6 and not one.types["bool"]
    if what in ("conversation", "id", "parent"):
        return one.mean_length < 120 and not one.types["bool"] and not one.types["float"]
    return True
