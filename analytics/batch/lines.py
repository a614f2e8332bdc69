"""The lines of a decoded text, as Gopher, C4 and FineWeb look at them, its sentences, and the phrases and addresses in it."""

from __future__ import annotations

import numba as nb
import numpy as np

from analytics.batch import characters as ch
from analytics.batch.decoding import Scratch

SHORT_LINE_CHARS = 30
C4_MIN_WORDS = 3
C4_MAX_WORD_CHARS = 1000
C4_ENDS = (ord("."), ord("?"), ord("!"), ord('"'))
PHRASES = ("lorem ipsum", "javascript", "terms of use", "privacy policy", "cookie policy", "uses cookies", "use of cookies", "use cookies")
"""What the scan looks for, in any case; all but the first make C4 drop the line. Each has one of the rare letters j k m v."""

LOREM_IPSUM = 0
_ANCHORS = np.array([min(phrase.index(letter) for letter in "jkmv" if letter in phrase) for phrase in PHRASES])
_LENGTHS = np.array([len(phrase) for phrase in PHRASES])
_PHRASES = np.array([list(phrase.encode().ljust(max(_LENGTHS))) for phrase in PHRASES], np.uint32)
_CASE = np.uint32(32)
_SPECIAL = ch.SPACE | ch.TERMINAL | ch.ANCHOR
_COLON, _SLASH, _DOT = ord(":"), ord("/"), ord(".")
_HTTPS = np.array([ord(letter) for letter in "https"], np.uint32)


@nb.njit
def read_lines(n: int, properties: np.ndarray, s: Scratch, row: np.record) -> int:
    """Count the first `n` characters' lines, sentences, phrases and addresses; write where the line feeds are to `breaks`. Gives how many."""
    classes, codes, breaks = s.classes, s.codes, s.breaks
    n_breaks = 0
    line = token = 0  # where the present line and the present run of non-space characters start
    first = last = -1  # the line's first and last non-space character
    tokens = longest = sentences = 0  # of the line
    open_words = line_words = 0  # whether words stand behind the last sentence's end: in the text, in the line
    unwanted = False
    url_end = 0
    for i in range(n + 1):
        has = properties[classes[i]] if i < n else ch.SPACE | ch.LINE_FEED
        open_words |= has & ch.WORD
        line_words |= has & ch.WORD
        if not has & _SPECIAL:
            continue
        if has & ch.ANCHOR:
            if codes[i] != _COLON:
                phrase = phrase_at(i, n, codes)
                row.lorem_ipsums += phrase == LOREM_IPSUM
                unwanted |= phrase > LOREM_IPSUM
            elif i >= url_end:
                url_end = read_url(i, n, codes, row)
        if has & ch.TERMINAL:
            if has & ch.DOT:
                row.dotted_ellipses += ends_dots(i, n, codes) // 3
            if open_words and ends_sentence(i, n, properties, classes):
                row.sentences += 1
                sentences += line_words != 0
                open_words = line_words = 0
        if has & ch.SPACE:
            if i > token:
                first = token if first < 0 else first
                last = i - 1
                tokens += 1
                longest = max(longest, i - token)
            token = i + 1
            if has & ch.LINE_FEED:
                if i < n or i > line:
                    row.lines += 1
                    if first >= 0:
                        unwanted |= tokens < C4_MIN_WORDS or longest > C4_MAX_WORD_CHARS
                        judge_line(i - line, first, last, sentences + (line_words != 0), unwanted, properties, s, row)
                if first < 0 or i == n:
                    row.sentences += open_words != 0
                    open_words = 0
                if i < n:
                    breaks[n_breaks] = i
                    n_breaks += 1
                line = i + 1
                first = last = -1
                tokens = longest = sentences = line_words = 0
                unwanted = False
    return n_breaks


@nb.njit
def judge_line(length: int, first: int, last: int, sentences: int, unwanted: bool, properties: np.ndarray, s: Scratch, row: np.record) -> None:
    """Count a line of `length` characters that is not blank; its first and last non-space characters are `first` and `last`."""
    classes, codes = s.classes, s.codes
    has = properties[classes[last]]
    final = codes[last]
    dotted = final == _DOT and last - 2 >= first and codes[last - 1] == _DOT and codes[last - 2] == _DOT
    row.nonblank_lines += 1
    row.bullet_lines += properties[classes[first]] & ch.BULLET != 0
    row.ellipsis_lines += dotted or has & ch.ELLIPSIS != 0
    row.terminal_lines += has & (ch.TERMINAL | ch.ELLIPSIS) == ch.TERMINAL
    row.short_lines += length <= SHORT_LINE_CHARS
    if not unwanted and not dotted and final in C4_ENDS:
        row.c4_lines += 1
        row.c4_sentences += sentences


@nb.njit
def ends_sentence(i: int, n: int, properties: np.ndarray, classes: np.ndarray) -> bool:
    """Whether the sentence-ending mark at `i` is the last of its run and stands where a sentence can end."""
    if i + 1 == n:
        return True
    following = properties[classes[i + 1]]
    if following & ch.TERMINAL:
        return False
    return following & (ch.SPACE | ch.CLOSER) != 0 or properties[classes[i]] & ch.WIDE != 0


@nb.njit
def ends_dots(i: int, n: int, codes: np.ndarray) -> int:
    """The length of the run of dots that starts at `i`; 0 where the run has started before."""
    if i > 0 and codes[i - 1] == _DOT:
        return 0
    end = i + 1
    while end < n and codes[end] == _DOT:
        end += 1
    return end - i


@nb.njit
def phrase_at(i: int, n: int, codes: np.ndarray) -> int:
    """Which of PHRASES has its rare letter at `i`, or -1."""
    for phrase in range(len(_LENGTHS)):
        start = i - _ANCHORS[phrase]
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


@nb.njit
def read_url(i: int, n: int, codes: np.ndarray, row: np.record) -> int:
    """Count the characters of the http(s) address whose colon is at `i`; gives where it ends, or 0 where there is none."""
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


@nb.njit
def ends_with(i: int, codes: np.ndarray, length: int) -> bool:
    """Whether the characters before `i` are the first `length` of https."""
    matched = 0
    while matched < length <= i and codes[i - length + matched] == _HTTPS[matched]:
        matched += 1
    return matched == length


@nb.njit
def in_url(code: int) -> bool:
    """Whether RFC 3986 allows the character in an address: printable ASCII other than the space and " < > \\\\ ^ ` { | }."""
    if code <= 32 or code >= 126:
        return code == 126
    return not (code == 34 or code == 60 or code == 62 or code == 92 or code == 94 or code == 96 or 123 <= code <= 125)
