"""The words of texts from which names of topics are made: letters between white space, with only punctuation around
them.

`foo()`, `self.x`, `$\\alpha$`, `3D` and addresses are not words: code and formulas make no names. A CJK character is a
word, but only two of them together make a term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

MAX_CHARACTERS = 2000
"""Only the beginning of each text is read: it is enough for a name."""
_CJK = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_IS_CJK = re.compile(r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_WORD = re.compile(r"[\"'(\[“”«‹„‘’*_]*([^\W\d_]+(?:['’-][^\W\d_]+)*)[\"')\]“”»›’*_.,;:!?…]*")
_MAX_LENGTH = 40


@dataclass(frozen=True)
class Words:
    """The words of some texts, in order: `word` int64[m] are numbers in `vocabulary`, or -1 for what is not a word;
    `text` int64[m] is the text of each.
    """

    word: np.ndarray
    text: np.ndarray
    vocabulary: list[str]

    @property
    def is_cjk(self) -> np.ndarray:
        """bool[vocabulary]: whether a word is one CJK character."""
        return np.fromiter(
            (len(word) == 1 and bool(_IS_CJK.match(word)) for word in self.vocabulary), bool, len(self.vocabulary)
        )


def split_words(texts: pa.Array) -> Words:
    """The words of `texts` (strings), in lower case."""
    beginnings = pc.utf8_lower(pc.utf8_slice_codeunits(texts.cast(pa.large_string()), 0, MAX_CHARACTERS))
    chunks = pc.utf8_split_whitespace(pc.replace_substring_regex(beginnings, f"({_CJK})", r" \1 "))
    unique = chunks.values.dictionary_encode()
    numbers: dict[str, int] = {}
    word_of_chunk = np.full(len(unique.dictionary), -1, np.int64)
    for index, chunk in enumerate(unique.dictionary.to_pylist()):
        match = _WORD.fullmatch(chunk) if len(chunk) <= _MAX_LENGTH else None
        if match:
            word_of_chunk[index] = numbers.setdefault(match[1].replace("’", "'"), len(numbers))
    return Words(
        word_of_chunk[np.asarray(unique.indices)],
        np.repeat(np.arange(len(texts)), np.diff(np.asarray(chunks.offsets))),
        list(numbers),
    )
