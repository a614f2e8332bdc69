"""multilingual-e5-small itself: slower than a sum of token vectors, and it reads each word in its context."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from analytics.encoders.e5_network import PREFIX, E5Network
from analytics.encoders.known_characters import MIN_KNOWN_SHARE, known_texts
from analytics.encoders.packaged_e5 import UNKNOWN_TOKEN, PackagedE5, packaged_e5

MAX_TOKENS = 128
"""Tokens of a text that the network reads: more cost time in proportion, and change few neighbours."""
MAX_CHARACTERS = 16 * MAX_TOKENS
"""No language has longer tokens on average: a text is cut before tokenizing."""


class E5Encoder:
    """The vectors of multilingual-e5-small for the beginnings of texts."""

    name = "e5"
    encoded_text = f"the first {MAX_TOKENS} tokens"
    batch_rows = 512

    def __init__(self, model: PackagedE5, max_tokens: int = MAX_TOKENS):
        self._model = model
        self._max_tokens = max_tokens
        self._tokenizer = model.tokenizer()
        self._network = E5Network(model)
        self._prefix = self._tokenizer.encode(PREFIX, add_special_tokens=False).ids
        self.dimensions = model.width
        settings = f"{model.digest} {PREFIX} {max_tokens} {MIN_KNOWN_SHARE}"
        self.digest = hashlib.sha256(settings.encode()).hexdigest()[:16]

    @classmethod
    def load(cls) -> E5Encoder:
        """The encoder from the package. Raises DataloupeError when the package is missing."""
        return cls(packaged_e5(cls.name))

    def __reduce__(self) -> tuple[Any, ...]:
        """Workers read the package again."""
        return E5Encoder.load, ()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """See `Encoder.encode`."""
        beginnings = [text[:MAX_CHARACTERS] for text in texts]
        encodings = self._tokenizer.encode_batch_fast(beginnings, add_special_tokens=False)
        vectors = self.encode_tokens([encoding.ids[: self._max_tokens] for encoding in encodings])
        vectors[~known_texts(self._tokenizer, UNKNOWN_TOKEN, beginnings)] = 0
        return vectors

    def encode_tokens(self, tokens: Sequence[Sequence[int]]) -> np.ndarray:
        """float32[texts, dimensions]: the vectors of texts of which the tokens are known, of unit length; zeros for a
        text without tokens.
        """
        vectors = self._network([self._framed(one) for one in tokens])
        vectors[[not len(one) for one in tokens]] = 0
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths > 0, lengths, 1))

    def token_states(self, tokens: Sequence[int]) -> np.ndarray:
        """float32[tokens, dimensions]: the last state of each token when it is the only one of a text.

        Its direction says more about the token than the vector of the text, which is mostly the marks and the prefix:
        .61 instead of .40 in the cross-lingual test of `docs/languages.md`, untaught.
        """
        return self._network([self._framed([token]) for token in tokens], position=1 + len(self._prefix))

    def _framed(self, tokens: Sequence[int]) -> list[int]:
        return [self._model.first_token, *self._prefix, *tokens, self._model.last_token]
