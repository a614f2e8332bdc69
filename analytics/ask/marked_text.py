"""Where in a text are the words that a search looked for?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import duckdb

from analytics.ask.filters import Contains
from analytics.ask.filters.folding import spellings
from analytics.ask.selection import Selection

MAX_MARKS = 2000
"""Places that are marked in one text."""
CONTEXT_CHARACTERS = 50
"""Characters before the first place in an excerpt."""
PRIVATE_USE = range(0xE000, 0xF8FF)

Place = tuple[int, int]
"""The first character of a match, and the one after its last."""


def searches(selection: Selection, *more: Contains | None) -> tuple[Contains, ...]:
    """The searches that lead to the documents of a selection: its own, and `more` of the page."""
    own = [one for one in selection.filters if isinstance(one, Contains)]
    return tuple(dict.fromkeys([*own, *(one for one in more if one is not None)]))


def marked_texts(
    connection: duckdb.DuckDBPyConnection, texts: Sequence[str], matches: Iterable[Contains]
) -> list[list[str]]:
    """Each text in pieces, which together are the text: every second piece, from the second on, matches."""
    places: list[list[Place]] = [[] for _ in texts]
    for match in matches if texts else ():
        for expression, accents in _expressions(match):
            for all_places, more, text in zip(places, _places(connection, texts, expression), texts, strict=True):
                all_places += [(start, end) for start, end in more if end == len(text) or text[end] not in accents]
    return [_pieces(text, _united(some)[:MAX_MARKS]) for text, some in zip(texts, places, strict=True)]


def excerpt(pieces: Sequence[str], characters: int) -> list[str]:
    """The pieces around the first match in about this many characters; the beginning of the text without a match."""
    before = pieces[0]
    cut = len(before) - CONTEXT_CHARACTERS if len(pieces) > 1 else 0
    first = before if cut <= 0 else "…" + before[before.find(" ", cut) + 1 or cut :]
    shown, left = [first[:characters]], characters - len(first)
    for piece in pieces[1:]:
        if left <= 0:
            break
        shown.append(piece[:left])
        left -= len(piece)
    if sum(map(len, shown)) < sum(map(len, pieces)) and left <= 0:
        shown[-1] = shown[-1].rstrip() + "…"
    return shown


def _expressions(match: Contains) -> list[tuple[str, str]]:
    """RE2 expressions for the matches, each with the accents that may not follow."""
    if match.regex:
        return [(match.expression, "")]
    return [spelling for spelling in spellings(match.pattern, match.case, match.accents) if spelling[0]]


def _places(connection: duckdb.DuckDBPyConnection, texts: Sequence[str], expression: str) -> list[list[Place]]:
    """The matches in each text. DuckDB puts two characters around them that are in none of the texts."""
    used = set().union(*texts)
    start, end = [chr(code) for code in PRIVATE_USE if chr(code) not in used][:2]
    rows = connection.execute(
        "SELECT regexp_replace(text, ?, ?, 'gs') FROM (SELECT unnest(?::VARCHAR[]) AS text)",
        [expression, f"{start}\\0{end}", list(texts)],
    ).fetchall()
    return [_between(row[0], start, end) for row in rows]


def _between(text: str, start: str, end: str) -> list[Place]:
    places: list[Place] = []
    first, *others = text.split(start)
    length = len(first)
    for piece in others:
        match, _, after = piece.partition(end)
        if match:
            places.append((length, length + len(match)))
        length += len(match) + len(after)
    return places


def _united(places: list[Place]) -> list[Place]:
    united: list[Place] = []
    for start, end in sorted(places):
        if united and start < united[-1][1]:
            united[-1] = (united[-1][0], max(end, united[-1][1]))
        else:
            united.append((start, end))
    return united


def _pieces(text: str, places: list[Place]) -> list[str]:
    edges = [0, *(edge for place in places for edge in place), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]
