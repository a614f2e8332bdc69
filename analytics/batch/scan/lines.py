"""The lines and sentences of a decoded text, as Gopher, C4 and FineWeb count them."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import compiled, inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.c4 import has_c4_words, is_c4_end
from analytics.batch.scan.phrases import read_url
from analytics.batch.scan.scratch import Scratch
from analytics.batch.scan.tables import Tables
from analytics.batch.scan.white_space import first_visible

SHORT_LINE_CHARS = 30
_DOT = ord(".")


@inlined
def read_lines(
    n: int, n_boundaries: int, n_events: int, n_unwanted: int, tables: Tables, s: Scratch, row: np.record
) -> int:
    """Count the lines, sentences and addresses of the first `n` characters, and write where line feeds are to
    `breaks`; gives the number of line feeds.
    """
    properties, classes, codes = tables.properties, s.classes, s.codes
    breaks, events, boundaries_before, unwanted = s.breaks, s.events, s.boundaries_before, s.unwanted
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
    """Count the sentence that ends at the mark at `i`, if there are words before it, the mark is the last of its run,
    and a sentence can end there.
    """
    has = properties[classes[i]]
    following = properties[classes[i + 1]] if i + 1 < n else ch.SPACE
    if has & following & ch.DOT:
        row.dotted_ellipses += dots_from(i, n, codes) // 3
    is_last = (following & ch.TERMINAL == 0) & ((following & (ch.SPACE | ch.CLOSER)) | (has & ch.WIDE) != 0)
    ends = is_last & (before > line.ended)  # without a branch, which the processor could not predict
    row.sentences += ends
    line.sentences += ends & (before > line.counted)
    line.ended = max(line.ended, before * ends)
    line.counted = max(line.counted, before * ends)


@compiled
def dots_from(i: int, n: int, codes: np.ndarray) -> int:
    """The length of the run of dots that starts at `i`; 0 if the run starts before."""
    if i > 0 and codes[i - 1] == _DOT:
        return 0
    end = i + 1
    while end < n and codes[end] == _DOT:
        end += 1
    return end - i


@compiled
def begin_line(line: np.record, start: int, before: int) -> None:
    """Make `line` the one that starts at `start`, with `before` word boundaries before it."""
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
    """Count the line that ends before `end`; a blank line ends a sentence."""
    row.lines += 1
    first = first_visible(line.start, end, classes)
    if first == end:
        row.sentences += before > line.ended
        line.ended = before
    else:
        is_wanted = pass_unwanted(end, n_unwanted, unwanted, line)
        count_line(first, end, before, is_wanted, properties, classes, codes, line, row)


@inlined
def pass_unwanted(end: int, n_unwanted: int, unwanted: np.ndarray, line: np.record) -> bool:
    """Go on to the first unwanted phrase after `end`; gives whether there was none before it."""
    passed = line.unwanted
    while line.unwanted < n_unwanted and unwanted[line.unwanted] < end:
        line.unwanted += 1
    return bool(line.unwanted == passed)


@inlined
def count_line(
    first: int,
    end: int,
    before: int,
    is_wanted: bool,
    properties: np.ndarray,
    classes: np.ndarray,
    codes: np.ndarray,
    line: np.record,
    row: np.record,
) -> None:
    """Count a line whose first visible character is at `first`."""
    last = end - 1
    while properties[classes[last]] & ch.SPACE:
        last -= 1
    has = properties[classes[last]]
    is_dotted = has & ch.DOT != 0 and last - first >= 2 and codes[last - 1] == _DOT and codes[last - 2] == _DOT
    row.nonblank_lines += 1
    row.bullet_lines += properties[classes[first]] & ch.BULLET != 0
    row.ellipsis_lines += is_dotted or has & ch.ELLIPSIS != 0
    row.terminal_lines += has & (ch.TERMINAL | ch.ELLIPSIS) == ch.TERMINAL
    row.short_lines += end - line.start <= SHORT_LINE_CHARS
    if is_c4_end(classes[last]) and not is_dotted and is_wanted and has_c4_words(first, last + 1, classes, properties):
        row.c4_lines += 1
        row.c4_sentences += line.sentences + (before > line.counted)
