"""The encoder for many languages: the sum of one vector for each token, like `static`, distilled from
multilingual-e5-small, and taught by it on passages of the corpus at hand.

Each token goes through the transformer alone when a text first uses it. Rare tokens count more, by their probability
in the vocabulary. Then `taught` fits the token vectors to the corpus (`teaching`). Everything is in the user's cache.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analytics.encoders import Progress
from analytics.encoders.cache import cache_folder
from analytics.encoders.e5 import E5Encoder
from analytics.encoders.known_characters import MIN_KNOWN_SHARE
from analytics.encoders.long_texts import ENCODED_TEXT, MAX_CHARACTERS, PASSAGES, condensed
from analytics.encoders.packaged_e5 import FIRST_WORD, UNKNOWN_TOKEN, PackagedE5, packaged_e5
from analytics.encoders.taught_cache import TaughtCache
from analytics.encoders.teaching import TaughtTokens, teach
from analytics.encoders.token_counts import TextTokens, TokenCounter, sums
from analytics.encoders.vector_store import VectorStore

NAME = "static-multilingual"
PASSAGE_TOKENS = 61
"""Tokens of a passage that teaches: with the marks and the prefix of E5, 64 or fewer."""
CENTRE_TOKENS = 1000
"""Tokens from the whole vocabulary whose mean vector is subtracted: it is in all of them and means nothing."""


class MultilingualEncoder:
    """The sum of the token vectors of a text, scaled to unit length."""

    name = NAME
    encoded_text = ENCODED_TEXT
    batch_rows = 8192

    def __init__(
        self, model: PackagedE5, folder: Path, taught: TaughtTokens | None = None, on_progress: Progress | None = None
    ):
        self._model = model
        self._folder = folder
        self._taught = taught
        self._on_progress = on_progress
        self._counter = TokenCounter(model.tokenizer(), UNKNOWN_TOKEN, MAX_CHARACTERS + PASSAGES)
        self._alone = VectorStore(folder / f"tokens-{model.digest}.bin", model.width)
        self._transformer: E5Encoder | None = None
        self._centre: np.ndarray | None = None
        self._row_of_token = np.full(len(model.pieces), -1, np.int64)
        self.dimensions = model.width if taught is None else taught.map.shape[1]
        self._vectors = np.zeros((0, self.dimensions), np.float32)
        self.digest = self._digest()

    @classmethod
    def load(cls, digest: str | None = None, on_progress: Progress | None = None) -> MultilingualEncoder:
        """The encoder that was taught as `digest` says, else the untaught one.

        Raises DataloupeError when the package or the taught model is not on this machine.
        """
        model, folder = packaged_e5(NAME), cache_folder() / NAME
        plain = cls(model, folder, None, on_progress)
        return plain if digest is None or digest == plain.digest else plain._with(TaughtCache(folder).read(digest))

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """See `Encoder.encode`. Tokens that were never used on this machine are distilled first."""
        counted = self._counter.tokens(condensed(texts))
        self._add(np.unique(counted.tokens))
        return sums(counted, self._row_of_token, self._vectors)

    def taught(self, passages: Sequence[str], on_progress: Progress | None = None) -> MultilingualEncoder:
        """This encoder, fitted to `passages`. What was learnt before from the same ones is read from the cache.

        `on_progress` counts passages through the transformer, then batches of learning.
        """
        cache = TaughtCache(self._folder)
        key = "\0".join([self._model.digest, *passages])
        if (known := cache.find(key)) is not None:
            return self._with(known)
        counted = self._counter.tokens(passages).first(PASSAGE_TOKENS)
        tokens = np.unique(counted.tokens)
        targets = self._passage_vectors(counted, on_progress)
        learnt = teach(counted, tokens, self._weighted(tokens), targets, on_progress)
        fitted = self._with(learnt)
        cache.write(learnt, fitted.digest, key)
        return fitted

    def __reduce__(self) -> tuple[Any, ...]:
        """Workers read the package again, and get what was taught."""
        return _on_worker, (self._taught,)

    def _with(self, taught: TaughtTokens) -> MultilingualEncoder:
        return MultilingualEncoder(self._model, self._folder, taught, self._on_progress)

    def _digest(self) -> str:
        settings = f"{self._model.digest} {MAX_CHARACTERS} {PASSAGES} {MIN_KNOWN_SHARE}".encode()
        learnt = b"" if self._taught is None else self._taught.map.tobytes() + self._taught.offsets.tobytes()
        return hashlib.sha256(settings + learnt).hexdigest()[:16]

    def _add(self, tokens: np.ndarray) -> None:
        """Give the `tokens` that have no row in `_vectors` one."""
        new = tokens[self._row_of_token[tokens] < 0]
        if not len(new):
            return
        vectors = self._weighted(new)
        if self._taught is not None:
            vectors = vectors @ self._taught.map
            _, rows, learnt = np.intersect1d(new, self._taught.tokens, return_indices=True)
            vectors[rows] += self._taught.offsets[learnt]
        self._row_of_token[new] = len(self._vectors) + np.arange(len(new))
        self._vectors = np.concatenate([self._vectors, vectors.astype(np.float32)])

    def _weighted(self, tokens: np.ndarray) -> np.ndarray:
        """float32[tokens, width]: their vectors alone, longer for rare ones."""
        if self._centre is None:
            every = np.linspace(FIRST_WORD, len(self._model.pieces) - 1, CENTRE_TOKENS).astype(np.int64)
            self._centre = self._alone_vectors(every).mean(axis=0)
        rarity = -self._model.scores[tokens, None]
        return np.asarray((self._alone_vectors(tokens) - self._centre) * rarity, np.float32)

    def _alone_vectors(self, tokens: np.ndarray) -> np.ndarray:
        """float32[tokens, width]: distilled now, or earlier on this machine."""
        return self._alone.vectors(
            tokens.astype(np.int64), lambda at: self._e5().token_states(tokens[at].tolist()), self._on_progress
        )

    def _passage_vectors(self, passages: TextTokens, on_progress: Progress | None) -> np.ndarray:
        spans = np.split(passages.tokens, passages.starts[1:-1])
        digests = [hashlib.blake2b(span.astype("<i4").tobytes(), digest_size=8).digest() for span in spans]
        keys = np.frombuffer(b"".join(digests), "<i8")
        store = VectorStore(self._folder / f"passages-{self._model.digest}.bin", self._model.width)
        return store.vectors(keys, lambda at: self._e5().encode_tokens([spans[i].tolist() for i in at]), on_progress)

    def _e5(self) -> E5Encoder:
        if self._transformer is None:
            self._transformer = E5Encoder(self._model)
        return self._transformer


def _on_worker(taught: TaughtTokens | None) -> MultilingualEncoder:
    return MultilingualEncoder(packaged_e5(NAME), cache_folder() / NAME, taught)
