"""The walk over a decoded text: its words, and its lines and sentences as Gopher, C4 and FineWeb look at them."""

from __future__ import annotations

import numba as nb
import numpy as np

from analytics.batch import characters as ch
from analytics.batch.characters import Tables
from analytics.batch.decoding import Scratch
from analytics.batch.phrases import LOREM_IPSUM, phrase_at, read_url
from analytics.batch.words import read_word

SHORT_LINE_CHARS = 30
C4_MIN_WORDS = 3
C4_MAX_WORD_CHARS = 1000
C4_ENDS = (ord("."), ord("?"), ord("!"), ord('"'))
_DOT = ord(".")


@nb.njit
def read_text(n: int, tables: Tables, s: Scratch, row: np.record) -> tuple[int, int]:
    """Read the words of the first `n` characters, count lines and sentences, phrases and addresses, and write where line feeds are to `breaks`.

    Gives how many words there are and how many line feeds.
    """
    properties = tables.properties
    classes, codes, breaks = s.classes, s.codes, s.breaks
    written, folded, chars_before, made_of = s.written, s.folded, s.chars_before, s.made_of
    line = s.line[0]
    begin_line(line, 0)
    line.open_words = line.url_end = 0
    n_words = n_breaks = word_chars = i = 0
    while i < n:
        has = properties[classes[i]]
        if has & (ch.WORD | ch.MARK) == ch.WORD:
            start = i
            i, seen, written[n_words], folded[n_words] = read_word(i, n, tables, classes, codes)
            chars_before[n_words], made_of[n_words] = word_chars, seen
            n_words += 1
            word_chars += i - start
            line.words = line.open_words = 1
            if seen & ch.ANCHOR:
                find_phrases(start, i, n, properties, classes, codes, line, row)
            continue
        if has & (ch.TERMINAL | ch.ANCHOR | ch.LINE_FEED):
            if has & ch.TERMINAL:
                end_sentence(i, n, properties, classes, codes, line, row)
            elif has & ch.LINE_FEED:
                end_line(i, properties, classes, codes, line, row)
                begin_line(line, i + 1)
                breaks[n_breaks] = i
                n_breaks += 1
            elif i >= line.url_end:
                line.url_end = read_url(i, n, codes, row)
        i += 1
    if n > line.start:
        end_line(n, properties, classes, codes, line, row)
    row.sentences += line.open_words
    chars_before[n_words] = word_chars
    return n_words, n_breaks


@nb.njit
def find_phrases(start: int, end: int, n: int, properties: np.ndarray, classes: np.ndarray, codes: np.ndarray, line: np.record, row: np.record) -> None:
    """Look for the phrases whose rare letter is in the word from `start` to `end`."""
    for i in range(start, end):
        if properties[classes[i]] & ch.ANCHOR:
            phrase = phrase_at(i, n, codes)
            row.lorem_ipsums += phrase == LOREM_IPSUM
            line.unwanted |= phrase > LOREM_IPSUM


@nb.njit
def end_sentence(i: int, n: int, properties: np.ndarray, classes: np.ndarray, codes: np.ndarray, line: np.record, row: np.record) -> None:
    """Count the sentence that the mark at `i` ends, if words came before, it is the last of its run, and a sentence can end there."""
    has = properties[classes[i]]
    if has & ch.DOT:
        row.dotted_ellipses += dots_from(i, n, codes) // 3
    following = properties[classes[i + 1]] if i + 1 < n else ch.SPACE
    if line.open_words and not following & ch.TERMINAL and (following & (ch.SPACE | ch.CLOSER) or has & ch.WIDE):
        row.sentences += 1
        line.sentences += line.words
        line.open_words = line.words = 0


@nb.njit
def dots_from(i: int, n: int, codes: np.ndarray) -> int:
    """The length of the run of dots that starts at `i`; 0 where the run has started before."""
    if i > 0 and codes[i - 1] == _DOT:
        return 0
    end = i + 1
    while end < n and codes[end] == _DOT:
        end += 1
    return end - i


@nb.njit
def begin_line(line: np.record, start: int) -> None:
    """Make `line` the one that starts at `start`."""
    line.start = start
    line.words = line.sentences = line.unwanted = 0


@nb.njit
def end_line(end: int, properties: np.ndarray, classes: np.ndarray, codes: np.ndarray, line: np.record, row: np.record) -> None:
    """Count the line that ends before `end`; a blank one ends a sentence."""
    row.lines += 1
    first, last = first_visible(line.start, end, classes, properties), end - 1
    if first == end:
        row.sentences += line.open_words
        line.open_words = 0
        return
    while properties[classes[last]] & ch.SPACE:
        last -= 1
    has = properties[classes[last]]
    dotted = last - first >= 2 and codes[last] == _DOT and codes[last - 1] == _DOT and codes[last - 2] == _DOT
    row.nonblank_lines += 1
    row.bullet_lines += properties[classes[first]] & ch.BULLET != 0
    row.ellipsis_lines += dotted or has & ch.ELLIPSIS != 0
    row.terminal_lines += has & (ch.TERMINAL | ch.ELLIPSIS) == ch.TERMINAL
    row.short_lines += end - line.start <= SHORT_LINE_CHARS
    if codes[last] in C4_ENDS and not dotted and not line.unwanted and has_c4_words(first, last + 1, classes, properties):
        row.c4_lines += 1
        row.c4_sentences += line.sentences + line.words


@nb.njit
def first_visible(start: int, end: int, classes: np.ndarray, properties: np.ndarray) -> int:
    """Where the first character that is no white space stands in the given ones; `end` when there is none."""
    while start < end and properties[classes[start]] & ch.SPACE:
        start += 1
    return start


@nb.njit
def has_c4_words(start: int, end: int, classes: np.ndarray, properties: np.ndarray) -> bool:
    """Whether white space cuts the given characters into at least C4_MIN_WORDS pieces, none longer than C4_MAX_WORD_CHARS."""
    i, pieces = start, 0
    while i < end and pieces < C4_MIN_WORDS:
        while i < end and not properties[classes[i]] & ch.SPACE:
            i += 1
        pieces += 1
        i = first_visible(i, end, classes, properties)
    i = start
    while i + C4_MAX_WORD_CHARS < end:  # from each possible start back from where too long a piece would end
        at = i + C4_MAX_WORD_CHARS
        while at >= i and not properties[classes[at]] & ch.SPACE:
            at -= 1
        if at < i:
            return False
        i = at + 1
    return pieces == C4_MIN_WORDS
