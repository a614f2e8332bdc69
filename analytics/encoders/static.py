"""The default encoder: the sum of one vector for each token. It runs no neural network, so a CPU encodes thousands of
texts a second.

The token vectors are distilled from all-MiniLM-L6-v2 by sentence-transformers' `StaticEmbedding.from_distillation`
(Model2Vec, Tulkens and van Dongen 2024: each token through the model, PCA, weights by SIF, Arora et al. 2017). This
happens once on a machine; the result is in the user's cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.encoders import Progress
from analytics.encoders.known_characters import MIN_KNOWN_SHARE, is_known, unknown_characters
from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

DIMENSIONS = 256
MAX_CHARACTERS = 1000
"""Only the beginning of a text is encoded: abstracts and posts fit, and a very long text costs no more."""
UNKNOWN = "[UNK]"
MAX_CACHED_WORDS = 2_000_000
"""Words whose tokens are cached before the cache is cleared: about 300 MB."""


class StaticEncoder:
    """The sum of the token vectors of a text, scaled to unit length."""

    name = "static"
    dimensions = DIMENSIONS
    encoded_text = f"the first {MAX_CHARACTERS:,} characters"
    batch_rows = 8192

    def __init__(self, tokenizer: Tokenizer, vectors: np.ndarray, digest: str):
        self._tokenizer = tokenizer
        self._vectors = vectors
        self._tokens: dict[str, list[int]] = {}
        self._unknown_token = tokenizer.token_to_id(UNKNOWN)
        self._unknown: dict[str, int] = {}
        self.digest = digest

    @classmethod
    def load(cls, on_progress: Progress | None = None) -> StaticEncoder:
        """The distilled model from the cache, which is distilled first if it does not exist."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        folder = _distilled(on_progress)
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            vectors = load_file(folder / "model.safetensors")["embedding.weight"]
        except Exception as error:  # tokenizers raises bare Exception
            raise DataloupeError(
                f"The static encoder in {folder} cannot be read: {error}. "
                "Delete this folder. The next build creates it again."
            ) from None
        tokenizer.no_padding()
        tokenizer.no_truncation()
        settings = f"{MAX_CHARACTERS} {MIN_KNOWN_SHARE}".encode()
        digest = hashlib.sha256(settings + vectors.tobytes()).hexdigest()[:16]
        return cls(tokenizer, vectors, digest)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """See `Encoder.encode`. Each different word is tokenized once: a corpus has far fewer of them than words."""
        from scipy.sparse import csr_array

        beginnings = pc.utf8_slice_codeunits(pa.array(texts, pa.large_string()), 0, MAX_CHARACTERS)
        words = pc.utf8_split_whitespace(beginnings)
        encoded = words.values.dictionary_encode()
        tokens_of_words = self._tokenize(encoded.dictionary.to_pylist())
        tokens, starts = _tokens_of_texts(tokens_of_words, np.asarray(encoded.indices), np.asarray(words.offsets))
        ones = np.ones(len(tokens), np.float32)
        counts = csr_array((ones, tokens, starts), shape=(len(beginnings), len(self._vectors)))
        sums = counts @ self._vectors
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        unknown = np.array([self._unknown.get(word, 0) for word in encoded.dictionary.to_pylist()], np.int64)
        if unknown.any():
            sums[~is_known(pa.LargeListArray.from_arrays(words.offsets, encoded), unknown)] = 0
        return np.asarray(sums / np.where(lengths > 0, lengths, 1))

    def _tokenize(self, words: list[str]) -> list[list[int]]:
        """The known token numbers of each word. No token crosses white space, so the whole text would give the same."""
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
        return [self._tokens[word] for word in words]


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


def cache_folder() -> Path:
    """The folder for models made on this machine: DATALOUPE_CACHE, else the user's cache directory."""
    if folder := os.environ.get("DATALOUPE_CACHE"):
        return Path(folder).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "dataloupe"


def _distilled(on_progress: Progress | None) -> Path:
    """The folder of the distilled model. It becomes visible whole, by one rename; a second build waits for it."""
    import filelock

    folder = cache_folder() / f"static-minilm-{DIMENSIONS}"
    unfinished = folder.with_suffix(".unfinished")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with filelock.FileLock(folder.with_suffix(".lock")):
            if not folder.is_dir():
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                _distil(unfinished, on_progress)
                unfinished.rename(folder)
    except OSError as error:
        raise DataloupeError(
            f"The static encoder cannot be written to {folder.parent}: {error.strerror}. "
            "Set the environment variable DATALOUPE_CACHE to another folder."
        ) from None
    return folder


def _distil(folder: Path, on_progress: Progress | None) -> None:
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    from analytics.encoders.transformer import minilm_path, quiet_transformers

    with quiet_transformers(), _report_distillation(on_progress):
        StaticEmbedding.from_distillation(str(minilm_path()), device="cpu", pca_dims=DIMENSIONS).save(str(folder))


@contextlib.contextmanager
def _report_distillation(on_progress: Progress | None) -> Iterator[None]:
    """Call `on_progress` for the progress of the distillation, which the library only draws in the terminal."""
    import tqdm
    from model2vec import distill

    inference: Any = distill.inference

    class Reporting(tqdm.tqdm):  # type: ignore[misc, type-arg, unused-ignore]
        def __init__(self, *args: Any, **kwargs: Any):
            super().__init__(*args, **{**kwargs, "disable": True})
            self.units = kwargs.get("total") or 0
            self.done = 0

        def update(self, n: float | None = 1) -> None:
            self.done += int(n or 0)
            if on_progress:
                on_progress(self.done, self.units)

    original, inference.tqdm = inference.tqdm, Reporting
    try:
        yield
    finally:
        inference.tqdm = original
