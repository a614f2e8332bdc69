"""What was taught, in files: by the digest of the encoder, and by what it was taught from."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import numpy as np

from analytics.encoders.cache import cannot_write
from analytics.encoders.teaching import SETTINGS, TaughtTokens
from analytics.errors import DataloupeError

MAX_MODELS = 20
"""Taught models in the cache, of about 20 MB each. Those that were not used for longest are removed."""


class TaughtCache:
    """The taught models in `folder`."""

    def __init__(self, folder: Path):
        self._folder = folder

    def find(self, key: str) -> TaughtTokens | None:
        """What was learnt from `key`, if it is here."""
        pointer = self._pointer(key)
        file = self._file(pointer.read_text()) if pointer.is_file() else None
        return self.read(pointer.read_text()) if file is not None and file.is_file() else None

    def read(self, digest: str) -> TaughtTokens:
        """What the encoder with this digest learnt. Raises DataloupeError when it is not on this machine."""
        file = self._file(digest)
        try:
            with np.load(file) as arrays:
                offsets = arrays["offsets"].astype(np.float32)
                taught = TaughtTokens(arrays["map"], arrays["tokens"], offsets)
            os.utime(file)
        except (OSError, ValueError, KeyError):
            raise DataloupeError(
                f"The encoder that was taught for this corpus ({digest}) is not in {self._folder}. "
                "Build the workspace again on this machine."
            ) from None
        return taught

    def write(self, taught: TaughtTokens, digest: str, key: str) -> None:
        """Keep what was learnt from `key`; it becomes visible whole."""
        unfinished = self._folder / f"{digest}.{os.getpid()}.unfinished"
        try:
            with unfinished.open("wb") as file:
                np.savez(file, map=taught.map, tokens=taught.tokens, offsets=taught.offsets.astype(np.float16))
            unfinished.replace(self._file(digest))
            self._pointer(key).write_text(digest)
        except OSError as error:
            raise cannot_write("multilingual encoder", self._folder, error) from None
        files = sorted(self._folder.glob("taught-*.npz"), key=lambda path: path.stat().st_mtime)
        for old in files[:-MAX_MODELS]:
            old.unlink(missing_ok=True)

    def _file(self, digest: str) -> Path:
        return self._folder / f"taught-{digest}.npz"

    def _pointer(self, key: str) -> Path:
        """The file with the digest of what was learnt from `key` with these settings."""
        return self._folder / f"from-{hashlib.sha256(f'{SETTINGS} {key}'.encode()).hexdigest()[:16]}.txt"
