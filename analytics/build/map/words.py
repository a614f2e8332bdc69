"""Words from which names can be made. A word is what stands between white spaces when it is letters with only
punctuation around it.

So `foo()`, `self.x`, `$\\alpha$`, `3D` and addresses are none: code and formulas name nothing. A CJK character is a
word, and only two of them together are a term.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

CHARACTERS = 2000
"""Of each text only the beginning is read: a name needs no more."""
_CJK = r"[\p{Han}\p{Hiragana}\p{Katakana}]"
_IS_CJK = re.compile(r"[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_WORD = re.compile(r"[\"'(\[“”«‹„‘’*_]*([^\W\d_]+(?:['’-][^\W\d_]+)*)[\"')\]“”»›’*_.,;:!?…]*")
_LONGEST = 40


@dataclass(frozen=True)
class Words:
    """The texts' words in order: `word` int64[m] numbers them in `vocabulary`, `text` int64[m] says whose they are; -1
    is no word.
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


def words(texts: pa.Array) -> Words:
    """The words of `texts` (strings), in lower case."""
    beginnings = pc.utf8_lower(pc.utf8_slice_codeunits(texts.cast(pa.large_string()), 0, CHARACTERS))
    chunks = pc.utf8_split_whitespace(pc.replace_substring_regex(beginnings, f"({_CJK})", r" \1 "))
    different = chunks.values.dictionary_encode()
    numbers: dict[str, int] = {}
    of_chunk = np.full(len(different.dictionary), -1, np.int64)
    for place, chunk in enumerate(different.dictionary.to_pylist()):
        found = _WORD.fullmatch(chunk) if len(chunk) <= _LONGEST else None
        if found:
            of_chunk[place] = numbers.setdefault(found[1].replace("’", "'"), len(numbers))
    return Words(
        of_chunk[np.asarray(different.indices)],
        np.repeat(np.arange(len(texts)), np.diff(np.asarray(chunks.offsets))),
        list(numbers),
    )
