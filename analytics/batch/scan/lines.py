"""The lines and sentences of a decoded text, as Gopher, C4 and FineWeb look at them."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled, inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import CHUNK, NOTHING, ONE, count, lowest, members, up_to
from analytics.batch.scan.characters import Tables
from analytics.batch.scan.decoding import Scratch
from analytics.batch.scan.phrases import read_url

SHORT_LINE_CHARS = 30
C4_MIN_WORDS = 3
C4_MAX_WORD_CHARS = 1000
C4_ENDS = (ord("."), ord("?"), ord("!"), ord('"'))
_DOT = ord(".")

blanks = members(*ch.runs(ch.SPACE), ch.SPACES)


@inlined
def read_lines(
    n: int, n_boundaries: int, n_events: int, n_unwanted: int, tables: Tables, s: Scratch, row: np.record
) -> int:
    """Count the lines and sentences of the first `n` characters, and addresses; write where line feeds are to `breaks`,
    and give how many.
    """
    properties = tables.properties
    classes, codes, breaks, events, boundaries_before, unwanted = (
        s.classes,
        s.codes,
        s.breaks,
        s.events,
        s.boundaries_before,
        s.unwanted,
    )
    line = s.line[0]
    line.ended = line.url_end = line.unwanted = n_breaks = 0
    begin_line(line, 0, 0)
    for event in range(n_events):
        i, before = int(events[event]), int(boundaries_before[event])
        has = properties[classes[i]]
        if has & ch.TERMINAL:
            end_sentence(i, before, n, properties, classes, codes, line, row)
        elif has & ch.LINE_FEED:
            end_line(i, before, n_unwanted, properties, classes, codes, unwanted, line, row)
            begin_line(line, i + 1, before)
            breaks[n_breaks] = i
            n_breaks += 1
        elif i >= line.url_end:
            line.url_end = read_url(i, n, codes, row)
    if n > line.start:
        end_line(n, n_boundaries, n_unwanted, properties, classes, codes, unwanted, line, row)
    row.sentences += n_boundaries > line.ended
    return n_breaks


@inlined
def end_sentence(
    i: int,
    before: int,
    n: int,
    properties: np.ndarray,
    classes: np.ndarray,
    codes: np.ndarray,
    line: np.record,
    row: np.record,
) -> None:
    """Count the sentence that the mark at `i` ends, if words came before, it is the last of its run, and a sentence can
    end there.
    """
    has = properties[classes[i]]
    following = properties[classes[i + 1]] if i + 1 < n else ch.SPACE
    if has & following & ch.DOT:
        row.dotted_ellipses += dots_from(i, n, codes) // 3
    is_last = (following & ch.TERMINAL == 0) & ((following & (ch.SPACE | ch.CLOSER)) | (has & ch.WIDE) != 0)
    ends = is_last & (before > line.ended)  # without a branch, which would be a coin's toss
    row.sentences += ends
    line.sentences += ends & (before > line.counted)
    line.ended = max(line.ended, before * ends)
    line.counted = max(line.counted, before * ends)


@compiled
def dots_from(i: int, n: int, codes: np.ndarray) -> int:
    """The length of the run of dots that starts at `i`; 0 where the run has started before."""
    if i > 0 and codes[i - 1] == _DOT:
        return 0
    end = i + 1
    while end < n and codes[end] == _DOT:
        end += 1
    return end - i


@compiled
def begin_line(line: np.record, start: int, before: int) -> None:
    """Make `line` the one that starts at `start`, with `before` boundaries of words before it."""
    line.start, line.counted = start, before
    line.sentences = 0


@inlined
def end_line(
    end: int,
    before: int,
    n_unwanted: int,
    properties: np.ndarray,
    classes: np.ndarray,
    codes: np.ndarray,
    unwanted: np.ndarray,
    line: np.record,
    row: np.record,
) -> None:
    """Count the line that ends before `end`; a blank one ends a sentence."""
    row.lines += 1
    first, last = first_visible(line.start, end, classes), end - 1
    if first == end:
        row.sentences += before > line.ended
        line.ended = before
        return
    passed = line.unwanted
    while line.unwanted < n_unwanted and unwanted[line.unwanted] < end:
        line.unwanted += 1
    while properties[classes[last]] & ch.SPACE:
        last -= 1
    has = properties[classes[last]]
    dotted = has & ch.DOT != 0 and last - first >= 2 and codes[last - 1] == _DOT and codes[last - 2] == _DOT
    row.nonblank_lines += 1
    row.bullet_lines += properties[classes[first]] & ch.BULLET != 0
    row.ellipsis_lines += dotted or has & ch.ELLIPSIS != 0
    row.terminal_lines += has & (ch.TERMINAL | ch.ELLIPSIS) == ch.TERMINAL
    row.short_lines += end - line.start <= SHORT_LINE_CHARS
    if (
        is_c4_end(classes[last])
        and not dotted
        and line.unwanted == passed
        and has_c4_words(first, last + 1, classes, properties)
    ):
        row.c4_lines += 1
        row.c4_sentences += line.sentences + (before > line.counted)


@inlined
def first_visible(start: int, end: int, classes: np.ndarray) -> int:
    """Where the first character that is no white space stands in the given ones; `end` when there is none."""
    while start < end:
        visible = ~blanks(classes, start)
        if visible != NOTHING:
            return min(end, start + lowest(visible))
        start += CHUNK
    return end


@inlined
def is_c4_end(character: int) -> bool:
    """Whether a line that ends in this character is one for C4."""
    found = False
    for end in C4_ENDS:
        found |= character == end
    return found


@compiled
def has_c4_words(start: int, end: int, classes: np.ndarray, properties: np.ndarray) -> bool:
    """Whether white space cuts the given characters, visible first and last, into at least C4_MIN_WORDS pieces, none
    longer than C4_MAX_WORD_CHARS.
    """
    pieces, i, carried = 1, start, NOTHING
    while i < end and pieces < C4_MIN_WORDS:
        found = blanks(classes, i) & up_to(end - i)
        pieces += count(found & ~((found << ONE) | carried))
        carried = found >> np.uint64(CHUNK - 1)
        i += CHUNK
    i = start
    while i + C4_MAX_WORD_CHARS < end:  # from each possible start back from where too long a piece would end
        at = i + C4_MAX_WORD_CHARS
        while at >= i and not properties[classes[at]] & ch.SPACE:
            at -= 1
        if at < i:
            return False
        i = at + 1
    return pieces >= C4_MIN_WORDS
