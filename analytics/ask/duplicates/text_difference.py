"""Where do two texts differ? Word by word, side by side, with what they share folded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

import duckdb

from analytics.errors import DataloupeError

CHARACTERS_COMPARED = 400_000
"""Of longer texts only the beginnings are compared."""
WORDS_COMPARED = 10_000
"""Words of each text, behind what both begin with, that are compared; more would take seconds."""
CONTEXT_WORDS = 8
TOKEN = re.compile(r"\s*(?:[^\W_]+|[^\w\s]|_)|\s+$")


@dataclass(frozen=True)
class Piece:
    """A run of text: `same` in both (`left` and `right` may differ in white space), or what the one has where the other
    has `right`.

    `folded` counts words that stand between the two halves of a long common run and are not shown.
    """

    same: bool
    left: str
    right: str
    folded: int = 0
    left_after: str = ""
    right_after: str = ""


@dataclass(frozen=True)
class Difference:
    """Two texts side by side: `pieces` in order, how many words are common, only left, only right; `cut`: the texts
    were too long to be compared to their ends.
    """

    pieces: tuple[Piece, ...]
    common: int
    only_left: int
    only_right: int
    cut: bool


def difference(connection: duckdb.DuckDBPyConnection, a: int, b: int) -> Difference:
    """How the texts of two documents differ. Raises DataloupeError when there is no such document."""
    texts = dict(connection.execute("SELECT doc_id, text FROM documents WHERE doc_id IN (?, ?)", [a, b]).fetchall())
    for doc_id in (a, b):
        if doc_id not in texts:
            raise DataloupeError(f"there is no document {doc_id}")
    return compare_texts(texts[a], texts[b])


def compare_texts(left: str, right: str) -> Difference:
    """The difference of two texts; white space before a word does not count."""
    one, other = (TOKEN.findall(text[:CHARACTERS_COMPARED]) for text in (left, right))
    keys, other_keys = [token.strip() for token in one], [token.strip() for token in other]
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(keys, other_keys, strict=False)))
    end = head + WORDS_COMPARED
    runs = [("equal", 0, head, 0, head)] if head else []
    matcher = SequenceMatcher(None, keys[head:end], other_keys[head:end], autojunk=True)
    runs += [(tag, head + i1, head + i2, head + j1, head + j2) for tag, i1, i2, j1, j2 in matcher.get_opcodes()]
    pieces = tuple(_piece(tag == "equal", one[i1:i2], other[j1:j2]) for tag, i1, i2, j1, j2 in _merged(runs))
    common = sum(i2 - i1 for tag, i1, i2, _, _ in runs if tag == "equal")
    cut = max(len(left), len(right)) > CHARACTERS_COMPARED or max(len(one), len(other)) > end
    return Difference(pieces, common, min(len(one), end) - common, min(len(other), end) - common, cut)


def _merged(runs: list[tuple[str, int, int, int, int]]) -> list[tuple[str, int, int, int, int]]:
    """Neighbouring runs of one kind as one."""
    merged: list[tuple[str, int, int, int, int]] = []
    for tag, i1, i2, j1, j2 in runs:
        kind = "equal" if tag == "equal" else "replace"
        if merged and merged[-1][0] == kind:
            _, first_i, _, first_j, _ = merged.pop()
            merged.append((kind, first_i, i2, first_j, j2))
        else:
            merged.append((kind, i1, i2, j1, j2))
    return merged


def _piece(same: bool, left: list[str], right: list[str]) -> Piece:
    if not same or len(left) <= 3 * CONTEXT_WORDS:
        return Piece(same, "".join(left), "".join(right))
    begin, end = slice(CONTEXT_WORDS), slice(-CONTEXT_WORDS, None)
    return Piece(
        True,
        "".join(left[begin]),
        "".join(right[begin]),
        len(left) - 2 * CONTEXT_WORDS,
        "".join(left[end]),
        "".join(right[end]),
    )
