"""Fixed phrases and web addresses in a decoded text."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled, inlined

PHRASES = (
    "lorem ipsum",
    "javascript",
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)
"""The phrases that the scan finds, in any case; C4 drops lines with any of them but the first."""

LOREM_IPSUM, JAVASCRIPT = 0, 1
_JAVASCRIPT_CHARS = len(PHRASES[JAVASCRIPT])
_LAST_WORDS = np.array([phrase.rindex(" ") + 1 if " " in phrase else 0 for phrase in PHRASES])
BEGINNINGS = np.array(
    [
        int.from_bytes(start.encode(), "little")
        for start in sorted({phrase.split()[-1][:3] for phrase in PHRASES if " " in phrase})
    ],
    np.uint64,
)
"""The first three letters of the last words of phrases, as one number each."""
_LENGTHS = np.array([len(phrase) for phrase in PHRASES])
_PHRASES = np.array([list(phrase.encode().ljust(max(_LENGTHS))) for phrase in PHRASES], np.uint32)
_CASE = np.uint32(32)
_SLASH, _J = ord("/"), ord("j")
_HTTPS = np.array([ord(letter) for letter in "https"], np.uint32)


@inlined
def begins_last_word(beginning: np.uint64) -> bool:
    """Whether a word with these first three letters may be the last one of a phrase."""
    matches = False
    for i in range(len(BEGINNINGS)):
        matches |= beginning == BEGINNINGS[i]
    return matches


@compiled
def find_phrases(start: int, end: int, n: int, codes: np.ndarray) -> tuple[bool, bool]:
    """Whether the word from `start` to `end` ends "lorem ipsum", and whether it ends or contains a phrase that C4 does
    not want.
    """
    phrase = phrase_at(start, n, codes)
    is_unwanted = phrase > LOREM_IPSUM
    for i in range(start, end - _JAVASCRIPT_CHARS + 1):
        is_unwanted |= codes[i] | _CASE == _J and phrase_at(i, n, codes) == JAVASCRIPT
    return phrase == LOREM_IPSUM, is_unwanted


@compiled
def phrase_at(i: int, n: int, codes: np.ndarray) -> int:
    """The number of the phrase whose last word starts at `i`, or -1."""
    for phrase in range(len(_LENGTHS)):
        start = i - _LAST_WORDS[phrase]
        length = _LENGTHS[phrase]
        if start >= 0 and start + length <= n:
            matched = 0
            while matched < length:
                code = codes[start + matched]
                if 65 <= code <= 90:
                    code |= _CASE
                if code != _PHRASES[phrase, matched]:
                    break
                matched += 1
            if matched == length:
                return phrase
    return -1


@compiled
def read_url(i: int, n: int, codes: np.ndarray, row: np.record) -> int:
    """Count the characters of the http(s) address whose colon is at `i`; gives where it ends, 0 if there is none."""
    if i + 3 >= n or codes[i + 1] != _SLASH or codes[i + 2] != _SLASH or not in_url(codes[i + 3]):
        return 0
    if ends_with(i, codes, 4):
        start = i - 4
    elif ends_with(i, codes, 5):
        start = i - 5
    else:
        return 0
    end = i + 3
    while end < n and in_url(codes[end]):
        end += 1
    row.url_chars += end - start
    return end


@compiled
def ends_with(i: int, codes: np.ndarray, length: int) -> bool:
    """Whether the characters before `i` are the first `length` of https."""
    matched = 0
    while matched < length <= i and codes[i - length + matched] == _HTTPS[matched]:
        matched += 1
    return matched == length


@compiled
def in_url(code: int) -> bool:
    """Whether RFC 3986 allows the character in an address: printable ASCII other than the space and " < > \\\\ ^ ` { |
    }.
    """
    if code <= 32 or code >= 126:
        return code == 126
    return not (code == 34 or code == 60 or code == 62 or code == 92 or code == 94 or code == 96 or 123 <= code <= 125)
