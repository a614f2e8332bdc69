"""The default encoder: the sum of one vector for each token. It runs no neural network, so a CPU encodes thousands of
texts a second.

The token vectors are distilled from all-MiniLM-L6-v2 by sentence-transformers' `StaticEmbedding.from_distillation`
(Model2Vec, Tulkens and van Dongen 2024: each token through the model, PCA, weights by SIF, Arora et al. 2017). This
happens once on a machine; the result is in the user's cache.
"""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.encoders import Progress
from analytics.encoders.cache import cache_folder, cannot_write
from analytics.encoders.known_characters import MIN_KNOWN_SHARE
from analytics.encoders.token_counts import TokenCounter, sums
from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

DIMENSIONS = 256
MAX_CHARACTERS = 1000
"""Only the beginning of a text is encoded: abstracts and posts fit, and a very long text costs no more."""
UNKNOWN = "[UNK]"


class StaticEncoder:
    """The sum of the token vectors of a text, scaled to unit length."""

    name = "static"
    dimensions = DIMENSIONS
    encoded_text = f"the first {MAX_CHARACTERS:,} characters"
    batch_rows = 8192

    def __init__(self, tokenizer: Tokenizer, vectors: np.ndarray, digest: str):
        self._counter = TokenCounter(tokenizer, tokenizer.token_to_id(UNKNOWN), MAX_CHARACTERS)
        self._vectors = vectors
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
        """See `Encoder.encode`."""
        return sums(self._counter.tokens(texts), None, self._vectors)


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
        raise cannot_write("static encoder", folder.parent, error) from None
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
