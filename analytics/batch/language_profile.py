"""What do frequent words and scripts say about the language of a text? A compiled pass over windows from all over it.

It decides what needs no model: English by its function words, Chinese, Japanese and the scripts of one language by
their letters. And it notices texts in which windows differ, which may be in two languages.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from analytics.batch import shingles
from analytics.batch.compiled import cached, compiled
from analytics.batch.language_scripts import RANGES, WEIGHTS, is_cantonese, is_japanese
from analytics.batch.language_words import FUNCTION_WORDS
from analytics.batch.shingles import IDEOGRAPH, LOWER_CASE, MARK, WORD_START, append, decode, word_hash, word_hashes
from analytics.batch.stop_words import MOST_FREQUENT
from analytics.batch.word_characters import word_characters

MAX_WINDOWS, WINDOW_BYTES = 8, 160
BYTES_PER_WINDOW = 400
"""A text has one window for so many bytes; up to WHOLE_BYTES it is one window."""
WHOLE_BYTES = 300

SCRIPTS = tuple(RANGES)
LANGUAGES = tuple(sorted({*MOST_FREQUENT, "en"}))
ENGLISH = LANGUAGES.index("en")
JAPANESE_ONLY, CANTONESE_ONLY = 1, 2
_TABLE_BITS = 12


class Profile(NamedTuple):
    """Of each window of each text: `starts` and `ends` int64[n, w] in the bytes, `words` int32[n, w], `hits` int32[n,
    w, languages] (frequent words of each language), `letters` int32[n, w, scripts] (weighted as in `language_scripts`),
    `special` int32[n, 3] (of the text: letters that only Japanese has, and that only Cantonese has).
    """

    starts: np.ndarray
    ends: np.ndarray
    words: np.ndarray
    hits: np.ndarray
    letters: np.ndarray
    special: np.ndarray

    def texts(self, data: np.ndarray, text: int) -> list[str]:
        """The windows of a text as strings."""
        spans = zip(self.starts[text].tolist(), self.ends[text].tolist(), strict=True)
        return [data[start:end].tobytes().decode(errors="ignore") for start, end in spans if end > start]


def profile(data: np.ndarray, bounds: np.ndarray) -> Profile:
    """The profile of each text, the UTF-8 in data[bounds[i] : bounds[i + 1]]."""
    n = len(bounds) - 1
    starts, ends = np.zeros((n, MAX_WINDOWS), np.int64), np.zeros((n, MAX_WINDOWS), np.int64)
    words, special = np.zeros((n, MAX_WINDOWS), np.int32), np.zeros((n, 3), np.int32)
    hits = np.zeros((n, MAX_WINDOWS, len(LANGUAGES)), np.int32)
    letters = np.zeros((n, MAX_WINDOWS, len(SCRIPTS)), np.int32)
    outputs = Profile(starts, ends, words, hits, letters, special)
    _walk(data, bounds, word_characters(), *_scripts(), *_frequent_words(), *outputs)
    return outputs


@compiled
def _window(
    data: np.ndarray, at: int, end: int, characters: np.ndarray, scripts: np.ndarray, weights: np.ndarray,
    kinds: np.ndarray, keys: np.ndarray, masks: np.ndarray, hits: np.ndarray, letters: np.ndarray, special: np.ndarray,
) -> int:  # fmt: skip
    """Count one window; gives the number of its words in scripts with spaces. Words in addresses, paths and code are no
    frequent words: no space, quote or bracket is before them.
    """
    word, chunk, filled, count, inside = WORD_START, np.uint64(0), 0, 0, False
    is_prose, is_after_space = False, True
    while at <= end:
        folded: Any = np.uint32(0)
        code: Any = 0
        if at < end:
            code, at = decode(data, at)
            folded = characters[code]
            script = scripts[code]
            if script:
                letters[script - 1] += weights[script]
                special[kinds[code]] += 1
        else:
            at += 1
        if folded and not folded & IDEOGRAPH:
            if inside or not folded & MARK:
                if not inside:
                    word, chunk, filled = WORD_START, np.uint64(0), 0
                    is_prose = is_after_space
                word, chunk, filled = append(word, chunk, filled, folded & LOWER_CASE)
                inside = True
        elif inside:
            inside = False
            count += 1
            key = word_hash(word, chunk, filled)
            place = key >> np.uint64(64 - _TABLE_BITS)
            while keys[place] and keys[place] != key:
                place = (place + np.uint64(1)) & np.uint64((1 << _TABLE_BITS) - 1)
            mask = masks[place] if is_prose else np.uint64(0)
            language = 0
            while mask:
                if mask & np.uint64(1):
                    hits[language] += 1
                mask >>= np.uint64(1)
                language += 1
        is_after_space = code <= 0x20 or code >= 0x80 or _may_precede(code)
    return count


@compiled
def _may_precede(code: int) -> bool:
    """Whether an ASCII character may be before a word of prose: a quote, a bracket, a dash or a star."""
    return code == 0x22 or code == 0x27 or code == 0x28 or code == 0x5B or code == 0x2D or code == 0x2A


def _compile(digest: int) -> Callable[..., int]:
    """The pass over the windows. Its digest of `shingles`, a constant, makes numba's cache notice changes there."""

    @cached
    def walk(
        data: np.ndarray, bounds: np.ndarray, characters: np.ndarray, scripts: np.ndarray, weights: np.ndarray,
        kinds: np.ndarray, keys: np.ndarray, masks: np.ndarray, starts: np.ndarray, ends: np.ndarray, words: np.ndarray,
        hits: np.ndarray, letters: np.ndarray, special: np.ndarray,
    ) -> int:  # fmt: skip
        for i in range(len(bounds) - 1):
            size = bounds[i + 1] - bounds[i]
            windows = 1 if size <= WHOLE_BYTES else min(MAX_WINDOWS, 2 + size // BYTES_PER_WINDOW)
            for w in range(windows):
                at, end = _bounds_of_window(data, bounds[i], bounds[i + 1], w, windows, characters)
                starts[i, w], ends[i, w] = at, end
                words[i, w] = _window(
                    data, at, end, characters, scripts, weights, kinds, keys, masks, hits[i, w], letters[i, w],
                    special[i],
                )  # fmt: skip
        return digest

    return walk


@compiled
def _bounds_of_window(
    data: np.ndarray, first: int, last: int, number: int, windows: int, characters: np.ndarray
) -> tuple[int, int]:
    """Where a window of the text data[first:last] starts and ends: at a character, and not in an ASCII word."""
    if windows == 1:
        return first, last
    at = first + number * (last - first - WINDOW_BYTES) // (windows - 1)
    end = min(last, at + WINDOW_BYTES)
    while at > first and (data[at] & 0xC0) == 0x80:
        at -= 1
    while number and at < end and data[at] < 0x80 and characters[data[at]]:
        at += 1
    while end < last and (data[end] & 0xC0) == 0x80:
        end += 1
    return at, end


@functools.cache
def _scripts() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The number of the script of each code point, from 1; the weight of each script; and the kind of each code point
    (JAPANESE_ONLY, CANTONESE_ONLY or 0).
    """
    scripts, kinds = np.zeros(0x110000, np.uint8), np.zeros(0x110000, np.uint8)
    for number, ranges in enumerate(RANGES.values(), 1):
        at = 0
        while at < len(ranges):
            is_range = ranges[at + 1 : at + 2] == "-"
            last = ranges[at + 2] if is_range else ranges[at]
            scripts[ord(ranges[at]) : ord(last) + 1] = number
            at += 3 if is_range else 1
    for code in range(0x3400, 0xA000):
        kinds[code] = JAPANESE_ONLY * is_japanese(chr(code)) or CANTONESE_ONLY * is_cantonese(chr(code))
    return scripts, np.array([0, *(WEIGHTS.get(script, 1) for script in SCRIPTS)], np.int32), kinds


@functools.cache
def _frequent_words() -> tuple[np.ndarray, np.ndarray]:
    """A hash table of the frequent words: uint64[2^bits] keys (0: none), and the languages of each as bits."""
    keys, masks = np.zeros(1 << _TABLE_BITS, np.uint64), np.zeros(1 << _TABLE_BITS, np.uint64)
    for number, language in enumerate(LANGUAGES):
        words = f"{MOST_FREQUENT.get(language, '')} {FUNCTION_WORDS.get(language, '')}".split()
        data = np.frombuffer(" ".join(words).encode(), np.uint8)
        hashes = np.empty(len(data), np.uint64)
        for key in set(hashes[: word_hashes(data, 0, len(data), word_characters(), hashes)].tolist()):
            place = key >> (64 - _TABLE_BITS)
            while keys[place] and keys[place] != key:
                place = (place + 1) % len(keys)
            keys[place] = key
            masks[place] |= np.uint64(1 << number)
    return keys, masks


_SHINGLES = Path(str(shingles.__file__)).read_bytes()
_walk = _compile(int(hashlib.sha256(_SHINGLES).hexdigest()[:15], 16))
