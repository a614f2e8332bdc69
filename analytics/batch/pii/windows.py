"""Which stretches of a text do the patterns read? The words around each place where personal data may be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analytics.batch.compiled import compiled, fused
from analytics.batch.pii.candidates import AT, CLASSES, PASSWORD_ENDS, mark_places

BEFORE, AFTER, BEFORE_AT = 56, 32, 130
"""Bytes around a place that its patterns read. An `@` needs the name and the user before it."""

MAX_EDGE = 400
"""Bytes that a window may grow so that it ends between words."""


@dataclass(frozen=True)
class Windows:
    """Places to read: window i is bytes starts[i]:ends[i] of text texts[i], and `kinds` says which places it has.

    They are in order and do not overlap.
    """

    texts: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    kinds: np.ndarray


def find_windows(data: np.ndarray, bounds: np.ndarray) -> Windows:
    """The windows of texts given as UTF-8: text i is data[bounds[i] : bounds[i + 1]]."""
    size = max(1024, int(bounds[-1] - bounds[0]) // 32)
    while True:
        places = np.empty((size, 4), np.int64)
        n = mark_places(data, bounds, CLASSES, PASSWORD_ENDS, places, np.empty(2, np.int64))
        if n <= size:
            break
        size = n
    windows = np.empty((n, 4), np.int64)
    kept = windows[: _windows(data, bounds, places[:n], windows)]
    return Windows(kept[:, 0], kept[:, 1], kept[:, 2], kept[:, 3])


@compiled
def _grow(data: np.ndarray, i: int, step: int, least: int, border: int) -> int:
    """The edge of a window: from `i` in steps of `step` at least `least` bytes, then to the next blank, but never
    across the end of a line, unless the line breaks between two digits.
    """
    moved = 0
    while i != border and moved < least + MAX_EDGE:
        character = data[i] if step > 0 else data[i - 1]
        if character == 10:
            at = i if step > 0 else i - 1
            is_between = (
                48 <= data[at - 1] <= 57 and 48 <= data[at + 1] <= 57 if at > 0 and at + 1 < len(data) else False
            )
            if not is_between:
                break
        if moved >= least and (character == 32 or character == 10):
            break
        i += step
        moved += 1
    return i


@fused
def _windows(data: np.ndarray, bounds: np.ndarray, places: np.ndarray, windows: np.ndarray) -> int:
    """Write (text, start, end, kinds) of the windows around places, those that touch as one; gives their number."""
    n = 0
    for place in range(len(places)):
        text, first, last, kind = places[place]
        start, end = bounds[text], bounds[text + 1]
        before = BEFORE_AT if kind == AT else BEFORE
        first = _grow(data, first, -1, before, start)
        last = _grow(data, last, 1, AFTER, end)
        while first > start and 0x80 <= data[first] < 0xC0:
            first -= 1
        while last < end and 0x80 <= data[last] < 0xC0:
            last += 1
        while n > 0 and windows[n - 1, 0] == text and first <= windows[n - 1, 2]:
            n -= 1
            first, last = min(first, windows[n, 1]), max(last, windows[n, 2])
            kind |= windows[n, 3]
        windows[n, 0], windows[n, 1], windows[n, 2], windows[n, 3] = text, first, last, kind
        n += 1
    return n
