"""Fixed phrases and web addresses in a decoded text."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled

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
"""What the scan looks for, in any case; all but the first make C4 drop the line."""

LOREM_IPSUM, JAVASCRIPT = 0, 1
_LAST_WORDS = np.array([phrase.rindex(" ") + 1 if " " in phrase else 0 for phrase in PHRASES])
BEGINNINGS = np.array(
    [
        int.from_bytes(start.encode(), "little")
        for start in sorted({phrase.split()[-1][:3] for phrase in PHRASES if " " in phrase})
    ],
    np.uint64,
)
"""The first three letters of the last words, as one number: a phrase of several words ends only where a word begins
so.
"""
_LENGTHS = np.array([len(phrase) for phrase in PHRASES])
_PHRASES = np.array([list(phrase.encode().ljust(max(_LENGTHS))) for phrase in PHRASES], np.uint32)
_CASE = np.uint32(32)
_SLASH = ord("/")
_HTTPS = np.array([ord(letter) for letter in "https"], np.uint32)


@compiled
def phrase_at(i: int, n: int, codes: np.ndarray) -> int:
    """Which of PHRASES has its last word begin at `i`, or -1."""
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
    """Count the characters of the http(s) address whose colon is at `i`; gives where it ends, or 0 where there is
    none.
    """
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
