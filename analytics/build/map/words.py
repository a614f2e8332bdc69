"""The words of texts from which names of topics are made: letters and their marks between white space, with only
punctuation around them.

`foo()`, `self.x`, `$\\alpha$`, `3D`, tags and addresses are not words: code, markup and formulas make no names. In
scripts without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) each character with its marks is a word, but only
two or more of them together make a term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MAX_CHARACTERS = 2000
"""Only the beginning of each text is read: it is enough for a name."""
_MARKUP = r"<[^<>]{1,200}>|&#?[A-Za-z0-9]{1,12};|(?:https?://|www\.)[^\s<>]*|[^\s@<>]+@[^\s@<>]+"
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_STACKED = "\u17d2\u1039"
"""Signs that put the next consonant below: Khmer coeng, Burmese virama."""
_CLUSTER = (
    rf"([\x{{0e40}}-\x{{0e44}}\x{{0ec0}}-\x{{0ec4}}]?{_UNSPACED}"
    rf"(?:[{_STACKED}]{_UNSPACED}|\p{{M}}|[\x{{0e30}}\x{{0e32}}\x{{0e33}}\x{{0e45}}\x{{0eb0}}\x{{0eb2}}\x{{0eb3}}])*)"
)
_IS_UNSPACED = re.compile(
    "[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
)
_LETTERS = r"\p{L}[\p{L}\p{M}\x{200c}\x{200d}]*"
_WORD = (
    r"^[\"'(\[“”«‹„‘’*_¿¡]*"
    rf"(?P<word>{_LETTERS}(?:['’-]{_LETTERS})*)"
    r"[\"')\]”»›’*_.,;:!?…।॥،؛؟։።]*$"
)
_ELISION = re.compile("^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|un|(?:d|n|s|su|da|co)?[ae]ll)'(?=..)")
"""French and Italian articles and pronouns before a vowel: `l'année` is the word `année`."""
_MAX_LENGTH = 40


@dataclass(frozen=True)
class Words:
    """The words of some texts, in order: `word` int64[m] are numbers in `vocabulary`, or -1 for what is not a word;
    `text` int64[m] is the text of each, ascending.
    """

    word: np.ndarray
    text: np.ndarray
    vocabulary: list[str]

    @cached_property
    def is_unspaced(self) -> np.ndarray:
        """bool[vocabulary]: whether a word is one character of a script without spaces."""
        return np.fromiter((bool(_IS_UNSPACED.match(word)) for word in self.vocabulary), bool, len(self.vocabulary))


def split_words(texts: pa.Array) -> Words:
    """The words of `texts` (strings), in lower case and composed (NFC)."""
    beginnings = pc.utf8_slice_codeunits(texts.cast(pa.large_string()), 0, MAX_CHARACTERS)
    plain = pc.replace_substring_regex(pc.utf8_normalize(pc.utf8_lower(beginnings), "NFC"), _MARKUP, " | ")
    chunks = pc.utf8_split_whitespace(pc.replace_substring_regex(plain, _CLUSTER, r" \1 "))
    unique = chunks.values.dictionary_encode()
    numbers: dict[str, int] = {}
    word_of_chunk = np.full(len(unique.dictionary), -1, np.int64)
    matches = pc.struct_field(pc.extract_regex(unique.dictionary, _WORD), "word").to_pylist()
    for index, word in enumerate(matches):
        if word and len(word) <= _MAX_LENGTH:
            word_of_chunk[index] = numbers.setdefault(_ELISION.sub("", word.replace("’", "'")), len(numbers))
    return Words(
        word_of_chunk[np.asarray(unique.indices)],
        np.repeat(np.arange(len(texts)), np.diff(np.asarray(chunks.offsets))),
        list(numbers),
    )
