"""The encoder of the default map: one vector a token, summed over the text. No neural network runs, so a CPU encodes
thousands of texts a second.

The token vectors are all-MiniLM-L6-v2's own, distilled by sentence-transformers' `StaticEmbedding.from_distillation`
(Model2Vec, Tulkens and van Dongen 2024: each token through the model, PCA, weights by SIF, Arora et al. 2017), once a
machine, and kept in the user's cache.
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
from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

DIMENSIONS = 256
CHARACTERS = 1000
"""Only the beginning of a text is encoded: abstracts and posts fit into it, and it bounds what a very long text
costs.
"""
KNOWN_WORDS = 2_000_000
"""Words whose tokens are remembered before the memory is emptied: about 300 MB."""


class StaticEncoder:
    """The sum of a text's token vectors, brought to unit length."""

    name = "static"
    dimensions = DIMENSIONS
    part = f"the first {CHARACTERS:,} characters"
    batch_rows = 8192

    def __init__(self, tokenizer: Tokenizer, vectors: np.ndarray, digest: str):
        self._tokenizer = tokenizer
        self._vectors = vectors
        self._tokens: dict[str, list[int]] = {}
        self.digest = digest

    @classmethod
    def load(cls, on_progress: Progress | None = None) -> StaticEncoder:
        """The distilled model from the cache, distilled first where it is not there yet."""
        from safetensors.numpy import load_file
        from tokenizers import Tokenizer

        folder = _distilled(on_progress)
        try:
            tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
            vectors = load_file(folder / "model.safetensors")["embedding.weight"]
        except Exception as error:  # tokenizers raises bare Exception
            raise DataloupeError(
                f"the static encoder in {folder} cannot be read ({error}) - delete that folder, and it is made anew"
            ) from None
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(tokenizer, vectors, hashlib.sha256(f"{CHARACTERS}".encode() + vectors.tobytes()).hexdigest()[:16])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """See `Encoder.encode`. Words are tokenized once: a corpus has far fewer different words than words."""
        from scipy.sparse import csr_array

        beginnings = pc.utf8_slice_codeunits(pa.array(texts, pa.large_string()), 0, CHARACTERS)
        words = pc.utf8_split_whitespace(beginnings)
        different = words.values.dictionary_encode()
        tokens, of_text = _tokens_of_texts(
            self._tokenize(different.dictionary.to_pylist()), np.asarray(different.indices), np.asarray(words.offsets)
        )
        counts = csr_array(
            (np.ones(len(tokens), np.float32), tokens, of_text), shape=(len(beginnings), len(self._vectors))
        )
        sums = counts @ self._vectors
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        return sums / np.where(lengths > 0, lengths, 1)

    def _tokenize(self, words: list[str]) -> list[list[int]]:
        """The token numbers of each word. A token never crosses white space, so this is what the whole text would
        give.
        """
        if len(self._tokens) > KNOWN_WORDS:
            self._tokens.clear()
        new = [word for word in words if word not in self._tokens]
        for word, encoding in zip(new, self._tokenizer.encode_batch_fast(new, add_special_tokens=False), strict=True):
            self._tokens[word] = encoding.ids
        return [self._tokens[word] for word in words]


def _tokens_of_texts(
    of_words: list[list[int]], word: np.ndarray, word_starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """All tokens, in the order of the text, and where each text's begin: `word` numbers the words of all texts,
    `word_starts` the first of each.
    """
    lengths = np.fromiter(map(len, of_words), np.int64, len(of_words))
    flat = np.fromiter(itertools.chain.from_iterable(of_words), np.int32, lengths.sum())
    first = np.cumsum(lengths) - lengths
    ends = np.concatenate([[0], np.cumsum(lengths[word])])
    tokens = flat[np.repeat(first[word] - ends[:-1], lengths[word]) + np.arange(ends[-1])]
    return tokens, ends[word_starts]


def cache_folder() -> Path:
    """Where models made on this machine are kept: DATALOUPE_CACHE, else the user's cache directory."""
    if chosen := os.environ.get("DATALOUPE_CACHE"):
        return Path(chosen).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "dataloupe"


def _distilled(on_progress: Progress | None) -> Path:
    """The folder of the distilled model. It appears whole, by one rename; of two builds at once, one makes it and the
    other waits.
    """
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
            f"the static encoder cannot be kept in {folder.parent} ({error.strerror}) - name another folder in DATALOUPE_CACHE"
        ) from None
    return folder


def _distil(folder: Path, on_progress: Progress | None) -> None:
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding

    from analytics.encoders.transformer import minilm_path, quiet_transformers

    with quiet_transformers(), _heard_by(on_progress):
        StaticEmbedding.from_distillation(str(minilm_path()), device="cpu", pca_dims=DIMENSIONS).save(str(folder))


@contextlib.contextmanager
def _heard_by(on_progress: Progress | None) -> Iterator[None]:
    """Let `on_progress` hear of the distillation's progress, which the library only draws to the terminal."""
    import tqdm
    from model2vec.distill import inference

    class Reporting(tqdm.tqdm):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **kwargs: Any):
            super().__init__(*args, **{**kwargs, "disable": True})
            self.units = kwargs.get("total") or 0
            self.reached = 0

        def update(self, n: float | None = 1) -> None:
            self.reached += int(n or 0)
            if on_progress:
                on_progress(self.reached, self.units)

    drawn, inference.tqdm = inference.tqdm, Reporting
    try:
        yield
    finally:
        inference.tqdm = drawn
