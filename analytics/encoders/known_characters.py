"""How much of a text does a tokenizer know? Words that it does not know all become the same token, so texts of which
little is known look alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

MIN_KNOWN_SHARE = 0.25
"""A text has a vector when the tokenizer knows at least this share of its letters and signs. Digits and punctuation do
not count as known.
"""


def unknown_characters(encoding: Encoding, unknown: int | None) -> int:
    """The characters of a word that are in unknown tokens."""
    pairs = zip(encoding.ids, encoding.offsets, strict=True)
    return sum(stop - start for token, (start, stop) in pairs if token == unknown)


def is_known(words: pa.LargeListArray, unknown: np.ndarray) -> np.ndarray:
    """bool[texts]: whether enough of each text is known. `words` are those of each text, `unknown` int64 the unknown
    characters of each value of `words.values`, which are dictionary-encoded.
    """
    encoded, n = words.values, len(words)
    letters = pc.utf8_length(pc.replace_substring_regex(encoded.dictionary, r"[^\p{L}]+", "")).to_numpy()
    word, starts = np.asarray(encoded.indices), np.asarray(words.offsets)
    text = np.repeat(np.arange(n), np.diff(starts))
    in_words = slice(starts[0], starts[-1])
    unknown_in, letters_in = (np.bincount(text, some[word[in_words]], n) for some in (unknown, letters))
    known = np.maximum(letters_in - unknown_in, 0)
    return np.asarray((unknown_in == 0) | (known >= MIN_KNOWN_SHARE * (known + unknown_in)))


def known_texts(tokenizer: Tokenizer, unknown: int, texts: Sequence[str]) -> np.ndarray:
    """bool[texts]: whether the `tokenizer`, whose unknown token is `unknown`, knows enough of each text."""
    words = pc.utf8_split_whitespace(pa.array(texts, pa.large_string()))
    encoded = words.values.dictionary_encode()
    encodings = tokenizer.encode_batch(encoded.dictionary.to_pylist(), add_special_tokens=False)
    counts = np.array([unknown_characters(encoding, unknown) for encoding in encodings], np.int64)
    return is_known(pa.LargeListArray.from_arrays(words.offsets, encoded), counts)
