"""How do texts reach the kernels? As bytes of UTF-8 and the places where each text begins, without a copy."""

from __future__ import annotations

import numpy as np
import pyarrow as pa


def utf8(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """The bytes (uint8) of `texts` (string or large_string without nulls), and their bounds (int64).

    Text i is data[bounds[i] : bounds[i + 1]]. `data` is Arrow's own memory, which may contain more than these texts. It
    is always read-only: numba compiles a kernel once for each type of array.
    """
    _, offsets, buffer = texts.buffers()
    data = np.frombuffer(buffer or b"", np.uint8)
    data.flags.writeable = False
    if not len(texts):
        return data, np.zeros(1, np.int64)
    width = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    bounds = np.frombuffer(offsets, width)[texts.offset : texts.offset + len(texts) + 1]
    return data, bounds.astype(np.int64)


def longest(bounds: np.ndarray) -> int:
    """The bytes of the longest text."""
    return int(np.diff(bounds).max(initial=0))
