"""The walk over a decoded text: its words, and its lines and sentences as Gopher, C4 and FineWeb look at them."""

from __future__ import annotations

import numba as nb
import numpy as np

from analytics.batch import characters as ch
from analytics.batch.characters import Tables
from analytics.batch.decoding import Scratch
from analytics.batch.phrases import LOREM_IPSUM, phrase_at, read_url
from analytics.batch.words import count_word, read_word

SHORT_LINE_CHARS = 30
C4_MIN_WORDS = 3
C4_MAX_WORD_CHARS = 1000
C4_ENDS = (ord("."), ord("?"), ord("!"), ord('"'))
_DOT = ord(".")


@nb.njit
def read_text(n: int, tables: Tables, s: Scratch, row: np.record) -> int:
    """Count the first `n` characters' words, lines and sentences, phrases and addresses; write where the line feeds are to `breaks`.

    Gives how many line feeds there are; row.words tells how many words.
    """
    properties = tables.properties
    classes, codes, breaks, chars_before = s.classes, s.codes, s.breaks, s.chars_before
    written, folded = s.written, s.folded
    line = s.line[0]
    begin_line(line, 0)
    line.open_words = line.url_end = 0
    n_breaks = i = 0
    while i < n:
        has = properties[classes[i]]
        if has & (ch.WORD | ch.MARK) == ch.WORD:
            start = i
            i, seen, written[row.words], folded[row.words] = read_word(i, n, tables, classes, codes)
            chars_before[row.words] = row.word_chars
            count_word(i - start, seen, row)
            line.words = line.open_words = 1
            if seen & ch.ANCHOR:
                find_phrases(start, i, n, properties, classes, codes, line, row)
            continue
        if has & ch.ANCHOR:
            line.url_end = max(line.url_end, read_url(i, n, codes, row)) if i >= line.url_end else line.url_end
        if has & ch.TERMINAL:
            end_sentence(i, n, properties, classes, codes, line, row)
        if has & ch.SPACE:
            end_token(i, line)
            if has & ch.LINE_FEED:
                end_line(i, properties, classes, codes, line, row)
                breaks[n_breaks] = i
                n_breaks += 1
                begin_line(line, i + 1)
        i += 1
    end_token(n, line)
    if n > line.start:
        end_line(n, properties, classes, codes, line, row)
    row.sentences += line.open_words
    chars_before[row.words] = row.word_chars
    return n_breaks


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
    line.start = line.token = start
    line.first = line.last = -1
    line.tokens = line.longest = line.words = line.sentences = line.unwanted = 0


@nb.njit
def end_token(i: int, line: np.record) -> None:
    """White space or the text's end at `i` ends what stood between white space, if anything did."""
    if i > line.token:
        line.first = line.token if line.first < 0 else line.first
        line.last = i - 1
        line.tokens += 1
        line.longest = max(line.longest, i - line.token)
    line.token = i + 1


@nb.njit
def end_line(end: int, properties: np.ndarray, classes: np.ndarray, codes: np.ndarray, line: np.record, row: np.record) -> None:
    """Count the line that ends before `end`; a blank one ends a sentence."""
    row.lines += 1
    if line.first < 0:
        row.sentences += line.open_words
        line.open_words = 0
        return
    has, final = properties[classes[line.last]], codes[line.last]
    dotted = final == _DOT and line.last - line.first >= 2 and codes[line.last - 1] == _DOT and codes[line.last - 2] == _DOT
    row.nonblank_lines += 1
    row.bullet_lines += properties[classes[line.first]] & ch.BULLET != 0
    row.ellipsis_lines += dotted or has & ch.ELLIPSIS != 0
    row.terminal_lines += has & (ch.TERMINAL | ch.ELLIPSIS) == ch.TERMINAL
    row.short_lines += end - line.start <= SHORT_LINE_CHARS
    if final in C4_ENDS and not dotted and not line.unwanted and line.tokens >= C4_MIN_WORDS and line.longest <= C4_MAX_WORD_CHARS:
        row.c4_lines += 1
        row.c4_sentences += line.sentences + line.words
