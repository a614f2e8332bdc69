"""How do texts reach the kernels? As bytes of UTF-8 and the places where each text begins, without a copy."""

from __future__ import annotations

import unicodedata

import numpy as np
import pyarrow as pa

from analytics.batch.shingles import has_composing
from analytics.batch.word_characters import word_characters


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


def composed(texts: pa.Array) -> pa.Array:
    """`texts` (string or large_string without nulls) in NFC, in which equal words are equal; the same array where all
    texts are.
    """
    data, bounds = utf8(texts)
    places = [int(place) for place in np.flatnonzero(has_composing(data, bounds, word_characters()))]
    candidates = {place: texts[place].as_py() for place in places}
    changed = {place: text for place, text in candidates.items() if not unicodedata.is_normalized("NFC", text)}
    if not changed:
        return texts
    strings = texts.to_pylist()
    for place, text in changed.items():
        strings[place] = unicodedata.normalize("NFC", text)
    return pa.array(strings, texts.type)


def longest(bounds: np.ndarray) -> int:
    """The bytes of the longest text."""
    return int(np.diff(bounds).max(initial=0))
