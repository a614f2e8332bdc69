"""Decode one text into characters and their classes, and count the characters by their properties."""

from __future__ import annotations

import numpy as np

from analytics.batch.compiled import inlined
from analytics.batch.scan import characters as ch
from analytics.batch.scan.bitmaps import CHUNK, copy_ascii, count, lowest, members
from analytics.batch.scan.scratch import Scratch
from analytics.batch.scan.tables import Tables
from analytics.batch.shingles import decode

beyond_ascii = members((ch.NOT_ASCII, 0xFF))
letters, capitals = members(*ch.ascii_runs(ch.LETTER)), members(*ch.ascii_runs(ch.UPPER))
digits, punctuation = members(*ch.ascii_runs(ch.DIGIT)), members(*ch.ascii_runs(ch.PUNCTUATION))
spaces, line_feeds = members(*ch.ascii_runs(ch.SPACE)), members(*ch.ascii_runs(ch.LINE_FEED))
alphanumeric_marks, brackets = members(*ch.ascii_runs(ch.ALPHANUMERIC_MARK)), members(*ch.ascii_runs(ch.BRACKET))
hashes, curlies = members(*ch.ascii_runs(ch.HASH)), members(*ch.ascii_runs(ch.CURLY))
controls, nuls = members(*ch.ascii_runs(ch.CONTROL)), members(*ch.ascii_runs(ch.NUL))


@inlined
def decode_text(data: np.ndarray, start: int, end: int, tables: Tables, s: Scratch) -> int:
    """Write the characters of the UTF-8 in data[start:end] and their classes, and the number of occurrences of each
    class beyond ASCII; gives the number of characters.
    """
    class_of, codes, classes, histogram = tables.classes, s.codes, s.classes, s.histogram
    histogram[:] = 0
    n = 0
    at = start
    last_chunk = len(data) - CHUNK
    while at < end:
        if at <= last_chunk:
            copy_ascii(data, at, classes, codes, n)
            length = min(lowest(beyond_ascii(data, at)), end - at)
            at += length
            n += length
        while at < end and (data[at] >= ch.NOT_ASCII or at > last_chunk):
            code, at = decode(data, at)
            kind = class_of[code]
            codes[n], classes[n] = code, kind
            histogram[kind] += 1
            n += 1
    classes[n : n + 2 * CHUNK] = ch.PADDING
    return n


@inlined
def count_characters(n: int, properties: np.ndarray, s: Scratch, row: np.record) -> bool:
    """Count the characters that have each property; gives whether a word can be something else than a run of letters
    and digits.
    """
    count_ascii(n, s.classes, row)
    return count_beyond_ascii(properties, s.histogram, row)


@inlined
def count_ascii(n: int, classes: np.ndarray, row: np.record) -> None:
    """Count the ASCII characters that have each property, sixty-four at a time."""
    n_letters = n_capitals = n_digits = n_punctuation = n_spaces = n_line_feeds = 0
    n_marks = n_brackets = n_hashes = n_curlies = n_controls = n_nuls = 0
    for start in range(0, n, CHUNK):
        n_letters += count(letters(classes, start))
        n_capitals += count(capitals(classes, start))
        n_digits += count(digits(classes, start))
        n_punctuation += count(punctuation(classes, start))
        n_spaces += count(spaces(classes, start))
        n_line_feeds += count(line_feeds(classes, start))
        n_marks += count(alphanumeric_marks(classes, start))
        n_brackets += count(brackets(classes, start))
        n_hashes += count(hashes(classes, start))
        n_curlies += count(curlies(classes, start))
        n_controls += count(controls(classes, start))
        n_nuls += count(nuls(classes, start))
    row.letters, row.capitals, row.digits, row.punctuation = n_letters, n_capitals, n_digits, n_punctuation
    row.spaces, row.line_feeds, row.brackets, row.hashes = n_spaces, n_line_feeds, n_brackets, n_hashes
    row.curlies, row.controls, row.nuls, row.alphanumerics = (
        n_curlies,
        n_controls,
        n_nuls,
        n_letters + n_digits + n_marks,
    )


@inlined
def count_beyond_ascii(properties: np.ndarray, histogram: np.ndarray, row: np.record) -> bool:
    """Add the characters beyond ASCII, class by class; gives whether a mark or an ideograph is among them."""
    any_script = False
    for kind in range(ch.NOT_ASCII, len(properties)):
        occurrences = histogram[kind]
        if occurrences:
            has = properties[kind]
            row.letters += occurrences * (has & ch.LETTER != 0)
            row.capitals += occurrences * (has & ch.UPPER != 0)
            row.digits += occurrences * (has & ch.DIGIT != 0)
            row.punctuation += occurrences * (has & ch.PUNCTUATION != 0)
            row.spaces += occurrences * (has & ch.SPACE != 0)
            row.alphanumerics += occurrences * (has & ch.ALPHANUMERIC != 0)
            row.brackets += occurrences * (has & ch.BRACKET != 0)
            row.ellipses += occurrences * (has & ch.ELLIPSIS != 0)
            row.controls += occurrences * (has & ch.CONTROL != 0)
            row.replacements += occurrences * (has & ch.REPLACEMENT != 0)
            any_script |= has & (ch.MARK | ch.IDEOGRAPH) != 0
    return any_script
