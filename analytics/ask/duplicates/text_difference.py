"""Where do two texts differ? A word-by-word comparison, with long common runs folded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

import duckdb

from analytics.errors import DataloupeError

MAX_CHARACTERS = 400_000
"""Characters of each text that are compared."""
MAX_WORDS = 10_000
"""Words of each text, after the common beginning, that are compared; more would take seconds."""
CONTEXT_WORDS = 8
TOKEN = re.compile(r"\s*(?:[^\W_]+|[^\w\s]|_)|\s+$")

_Run = tuple[str, int, int, int, int]
"""An opcode of difflib: its tag, and the words from i1 to i2 of the left text and from j1 to j2 of the right one."""


@dataclass(frozen=True)
class Piece:
    """A run of words: the `same` in both texts (`left` and `right` may differ in white space), or `left` in one text
    and `right` in the other.

    `folded` is the number of words in the middle of a long common run that are not shown; `left_after` and
    `right_after` are the words after them.
    """

    same: bool
    left: str
    right: str
    folded: int = 0
    left_after: str = ""
    right_after: str = ""


@dataclass(frozen=True)
class Difference:
    """The difference of two texts: `pieces` in order, and how many words are in both, only left, only right. `cut`: the
    ends of the texts were not compared.
    """

    pieces: tuple[Piece, ...]
    common: int
    only_left: int
    only_right: int
    cut: bool


def difference(connection: duckdb.DuckDBPyConnection, a: int, b: int) -> Difference:
    """How the texts of two documents differ. Raises DataloupeError when there is no such document."""
    rows = connection.execute("SELECT doc_id, text FROM documents WHERE doc_id IN (?, ?)", [a, b]).fetchall()
    texts = dict(rows)
    for doc_id in (a, b):
        if doc_id not in texts:
            raise DataloupeError(f"There is no document {doc_id}.")
    return compare_texts(texts[a], texts[b])


def compare_texts(left: str, right: str) -> Difference:
    """The difference of two texts; white space before a word does not count."""
    left_words, right_words = (TOKEN.findall(text[:MAX_CHARACTERS]) for text in (left, right))
    runs, end = _runs([word.strip() for word in left_words], [word.strip() for word in right_words])
    pieces = tuple(
        _piece(tag == "equal", left_words[i1:i2], right_words[j1:j2]) for tag, i1, i2, j1, j2 in _merge(runs)
    )
    common = sum(i2 - i1 for tag, i1, i2, _, _ in runs if tag == "equal")
    cut = max(len(left), len(right)) > MAX_CHARACTERS or max(len(left_words), len(right_words)) > end
    only_left, only_right = (min(len(words), end) - common for words in (left_words, right_words))
    return Difference(pieces, common, only_left, only_right, cut)


def _runs(left: list[str], right: list[str]) -> tuple[list[_Run], int]:
    """The runs of the compared words, and how many words of each text are compared at most."""
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(left, right, strict=False)))
    end = head + MAX_WORDS
    runs = [("equal", 0, head, 0, head)] if head else []
    matcher = SequenceMatcher(None, left[head:end], right[head:end], autojunk=True)
    runs += [(tag, head + i1, head + i2, head + j1, head + j2) for tag, i1, i2, j1, j2 in matcher.get_opcodes()]
    return runs, end


def _merge(runs: list[_Run]) -> list[_Run]:
    """Adjacent runs of one kind as one run."""
    merged: list[_Run] = []
    for tag, i1, i2, j1, j2 in runs:
        kind = "equal" if tag == "equal" else "replace"
        if merged and merged[-1][0] == kind:
            _, first_i, _, first_j, _ = merged.pop()
            merged.append((kind, first_i, i2, first_j, j2))
        else:
            merged.append((kind, i1, i2, j1, j2))
    return merged


def _piece(same: bool, left: list[str], right: list[str]) -> Piece:
    """The words as a piece; the middle of a long common run is folded."""
    if not same or len(left) <= 3 * CONTEXT_WORDS:
        return Piece(same, "".join(left), "".join(right))
    begin, end = slice(CONTEXT_WORDS), slice(-CONTEXT_WORDS, None)
    return Piece(
        same=True,
        left="".join(left[begin]),
        right="".join(right[begin]),
        folded=len(left) - 2 * CONTEXT_WORDS,
        left_after="".join(left[end]),
        right_after="".join(right[end]),
    )
