"""Are two words forms of one word, such as singular and plural? Judged by their letters, in any language."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

MIN_STEM, MIN_STEM_SHARE = 4, 0.55
"""Two forms share a beginning of at least so many letters, and this share of the longer one. A form with at most
MAX_ENDING more letters needs one letter less.
"""
MAX_ENDING = 2


def same_words(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The positions of each two of the different `words` that are forms of one word: `network` and `networks`, `party`
    and `parties`, `haus` and `häuser`.

    Some different words count as forms, too (`form`, `format`): a name loses little without the second.
    """
    alike: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, word in enumerate(words):
        letters = _letters(word)
        alike[letters[: MIN_STEM - 1]].append((number, letters))
    for group in alike.values():
        for (one, first), (other, second) in combinations(group, 2):
            if _is_same(*sorted((first, second), key=len)):
                yield one, other


def _is_same(short: str, long: str) -> bool:
    shared = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if shared == len(short) and len(long) - shared <= MAX_ENDING:
        return shared >= MIN_STEM - 1 or shared == len(long)
    return shared >= MIN_STEM and shared >= MIN_STEM_SHARE * len(long)


def _letters(word: str) -> str:
    """The letters of a word without accents, which a plural may add."""
    if word.isascii():
        return word
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if unicodedata.category(letter) != "Mn")
