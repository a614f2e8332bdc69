"""Vectors that a transformer computed once on this machine, of tokens and of passages: by key, in a file that grows."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np

from analytics.encoders import Progress
from analytics.encoders.cache import cannot_write

CHUNK = 2048
"""Vectors that are computed before they are written: a kill loses no more."""


class VectorStore:
    """The vectors in `file`, in half precision, by keys of 64 bits."""

    def __init__(self, file: Path, width: int):
        self._file = file
        self._record = np.dtype([("key", "<i8"), ("vector", "<f2", (width,))])
        self._read()

    def vectors(
        self, keys: np.ndarray, compute: Callable[[np.ndarray], np.ndarray], on_progress: Progress | None = None
    ) -> np.ndarray:
        """float32[keys, width]. `compute(positions)` gives the vectors of the keys at these positions, which are new;
        `on_progress` is called with how many of them are done.
        """
        import filelock

        if self._new(keys).size:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                with filelock.FileLock(self._file.with_suffix(".lock")):
                    self._read()  # another build may have added some
                    self._add(keys, self._new(keys), compute, on_progress)
            except OSError as error:
                raise cannot_write("multilingual encoder", self._file.parent, error) from None
        rows = np.array([self._rows[key] for key in keys.tolist()], np.int64)
        return np.asarray(self._records["vector"][rows], np.float32)

    def _new(self, keys: np.ndarray) -> np.ndarray:
        """The position of the first occurrence of each key that has no vector."""
        unique, first = np.unique(keys, return_index=True)
        return np.sort(first[[key not in self._rows for key in unique.tolist()]])

    def _add(
        self,
        keys: np.ndarray,
        positions: np.ndarray,
        compute: Callable[[np.ndarray], np.ndarray],
        on_progress: Progress | None,
    ) -> None:
        if self._file.is_file():  # a record that a kill cut off
            os.truncate(self._file, len(self._records) * self._record.itemsize)
        for start in range(0, len(positions), CHUNK):
            some = positions[start : start + CHUNK]
            records = np.zeros(len(some), self._record)
            records["key"], records["vector"] = keys[some], compute(some)
            with self._file.open("ab") as file:
                file.write(records.tobytes())
            if on_progress:
                on_progress(start + len(some), len(positions))
        self._read()

    def _read(self) -> None:
        """Read the whole records of the file."""
        size = self._file.stat().st_size if self._file.is_file() else 0
        count = size // self._record.itemsize
        self._records = np.fromfile(self._file, self._record, count) if count else np.zeros(0, self._record)
        self._rows = {key: row for row, key in enumerate(self._records["key"].tolist())}
