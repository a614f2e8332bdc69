"""Encoding that continues after a kill: finished vectors are in a file of the stage's scratch folder."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from analytics.encoders import Encoder
from analytics.files import write_atomically


class ResumableEncoding:
    """The vectors of texts that come batch by batch; each different text is encoded once.

    `resumed` is how many rows an earlier run finished, `repeated` how many texts were the same as an earlier one.
    """

    def __init__(self, folder: Path, encoder: Encoder, rows: int):
        self._encoder = encoder
        self._finished_file = folder / f"{encoder.digest}.finished"
        self.resumed = int(self._finished_file.read_text()) if self._finished_file.is_file() else 0
        shape = (max(rows, 1), encoder.dimensions)  # a file of no bytes cannot be mapped
        mode = "r+" if self.resumed else "w+"
        self.vectors = np.lib.format.open_memmap(folder / f"{encoder.digest}.npy", mode, np.float32, shape)
        self.repeated = 0
        self._first_row: dict[bytes, int] = {}
        self._rows = 0

    def add(self, texts: pa.Array) -> None:
        """Encode the next texts. Those that an earlier run finished only count as seen."""
        start, stop = self._rows, self._rows + len(texts)
        first_row = np.array([self._first(text, row) for row, text in enumerate(_bytes(texts), start)], np.int64)
        new = np.flatnonzero(first_row == np.arange(start, stop))
        self.repeated += len(texts) - len(new)
        if stop > self.resumed:
            with_words = new[~is_blank_text(texts.take(pa.array(new)))]
            self.vectors[start:stop] = 0
            if len(with_words):
                self.vectors[start + with_words] = self._encoder.encode(texts.take(pa.array(with_words)).to_pylist())
            self.vectors[start:stop] = self.vectors[first_row]
            self.vectors.flush()
            write_atomically(self._finished_file, str(stop))
        self._rows = stop

    def _first(self, text: bytes, row: int) -> int:
        """The first row with this text, which may be `row`."""
        return self._first_row.setdefault(hashlib.blake2b(text, digest_size=16).digest(), row)


def _bytes(texts: pa.Array) -> list[bytes]:
    values: list[bytes] = texts.cast(pa.large_binary()).to_pylist()
    return values


def is_blank_text(texts: pa.Array) -> np.ndarray:
    """bool, one a text: whether it is missing, or has only white space."""
    return np.asarray(pc.fill_null(pc.equal(pc.utf8_trim_whitespace(texts), ""), True))
