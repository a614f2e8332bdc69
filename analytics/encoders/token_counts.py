"""Which tokens do texts have, and how often? Each different word is tokenized once: a corpus has far fewer of them than
words.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.encoders.known_characters import is_known, unknown_characters

if TYPE_CHECKING:
    from tokenizers import Tokenizer

MAX_CACHED_WORDS = 2_000_000
"""Words whose tokens are cached before the cache is cleared: about 300 MB."""

MAX_CACHED_LENGTH = 32
"""Characters of a word that is cached. A longer one is a line without spaces, or data, and rare."""


@dataclass(frozen=True)
class TextTokens:
    """The known `tokens` of all texts, int32 in their order. Those of text i are `tokens[starts[i] : starts[i + 1]]`.
    `is_known` is bool[texts]: whether the tokenizer knows enough of each text.
    """

    tokens: np.ndarray
    starts: np.ndarray
    is_known: np.ndarray

    def first(self, tokens: int) -> TextTokens:
        """The same texts with at most so many tokens each."""
        position = np.arange(len(self.tokens)) - np.repeat(self.starts[:-1], np.diff(self.starts))
        starts = np.concatenate([[0], np.cumsum(np.minimum(np.diff(self.starts), tokens))])
        return TextTokens(self.tokens[position < tokens], starts, self.is_known)


class TokenCounter:
    """Tokenizes the beginnings of texts, word by word: no token of `tokenizer` crosses white space."""

    def __init__(self, tokenizer: Tokenizer, unknown: int, max_characters: int):
        self._tokenizer = tokenizer
        self._unknown_token = unknown
        self._max_characters = max_characters
        self._tokens: dict[str, list[int]] = {}
        self._unknown: dict[str, int] = {}

    def tokens(self, texts: Sequence[str] | pa.Array) -> TextTokens:
        """The tokens of the first characters of each text."""
        beginnings = pc.utf8_slice_codeunits(pa.array(texts, pa.large_string()), 0, self._max_characters)
        words = pc.utf8_split_whitespace(beginnings)
        encoded = words.values.dictionary_encode()
        different = encoded.dictionary.to_pylist()
        tokens_of_words, unknown = self._tokenize(different)
        tokens, starts = _tokens_of_texts(tokens_of_words, np.asarray(encoded.indices), np.asarray(words.offsets))
        known = np.ones(len(beginnings), bool)
        if unknown.any():
            known = is_known(pa.LargeListArray.from_arrays(words.offsets, encoded), unknown)
        return TextTokens(tokens, starts, known)

    def _tokenize(self, words: list[str]) -> tuple[list[list[int]], np.ndarray]:
        """The known token numbers of each word, and how many of its characters are unknown."""
        if len(self._tokens) > MAX_CACHED_WORDS:
            self._tokens.clear()
            self._unknown.clear()
        new = [word for word in words if word not in self._tokens]
        for word, encoding in zip(new, self._tokenizer.encode_batch_fast(new, add_special_tokens=False), strict=True):
            self._tokens[word] = encoding.ids
            if self._unknown_token in encoding.ids:
                self._tokens[word] = [token for token in encoding.ids if token != self._unknown_token]
                located = self._tokenizer.encode(word, add_special_tokens=False)
                self._unknown[word] = unknown_characters(located, self._unknown_token)
        tokens = [self._tokens[word] for word in words]
        unknown = np.array([self._unknown.get(word, 0) for word in words], np.int64)
        for word in new:
            if len(word) > MAX_CACHED_LENGTH:
                del self._tokens[word]
                self._unknown.pop(word, None)
        return tokens, unknown


def _tokens_of_texts(
    tokens_of_words: list[list[int]], word: np.ndarray, word_starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The tokens of all texts, in their order, and where those of each text start.

    `word` has the position in `tokens_of_words` of each word of all texts, `word_starts` the first word of each text.
    """
    lengths = np.fromiter(map(len, tokens_of_words), np.int64, len(tokens_of_words))
    flat = np.fromiter(itertools.chain.from_iterable(tokens_of_words), np.int32, lengths.sum())
    first = np.cumsum(lengths) - lengths
    ends = np.concatenate([[0], np.cumsum(lengths[word])])
    tokens = flat[np.repeat(first[word] - ends[:-1], lengths[word]) + np.arange(ends[-1])]
    return tokens, ends[word_starts]


def sums(texts: TextTokens, row_of_token: np.ndarray | None, vectors: np.ndarray) -> np.ndarray:
    """float32[texts, dimensions]: the sum of the token vectors of each text, of unit length; zeros for a text that is
    not known. `row_of_token` maps tokens to rows of `vectors`; None where they are the rows.
    """
    from scipy.sparse import csr_array

    rows = texts.tokens if row_of_token is None else row_of_token[texts.tokens]
    ones = np.ones(len(rows), np.float32)
    counts = csr_array((ones, rows, texts.starts), shape=(len(texts.is_known), len(vectors)))
    added = counts @ vectors
    added[~texts.is_known] = 0
    lengths = np.linalg.norm(added, axis=1, keepdims=True)
    return np.asarray(added / np.where(lengths > 0, lengths, 1))
