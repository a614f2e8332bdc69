"""The lines and paragraphs of texts, as hashes: what recurs across documents is boilerplate - navigation, licences,
signatures.

A line is the text between line feeds, without white space around it; it counts if it has 8 characters or more, where a
character of Chinese, Japanese or Korean counts as three. A paragraph is a run of two or more lines that are not blank;
two paragraphs are the same when their lines are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.compiled import cached, inlined
from analytics.batch.texts import utf8

MIN_CHARACTERS = 8
LINE, PARAGRAPH = 0, 1

_BASIS, _PRIME, _PARAGRAPH = np.uint64(14695981039346656037), np.uint64(1099511628211), np.uint64(0x9E3779B97F4A7C15)
_M1, _SHIFT = np.uint64(0xFF51AFD7ED558CCD), np.uint64(33)
_LINE_FEED, _SPACE, _TAB, _CARRIAGE_RETURN = 10, 32, 9, 13
_NO_BREAK_SPACE, _IDEOGRAPHIC_SPACE = (0xC2, 0xA0), (0xE3, 0x80, 0x80)
_FIRST_CJK, _LAST_CJK, _FIRST_BEYOND = 0xE3, 0xED, 0xF0
"""First bytes of characters of Chinese, Japanese and Korean, and of characters of four bytes."""


def passage_hashes(batch: pa.RecordBatch) -> pa.RecordBatch:
    """(doc_id, text) -> (doc_id, passage UBIGINT): one row for each distinct line and paragraph of a document."""
    documents, passages, _, _, _ = _find(batch.column("text"), np.empty(0, np.uint64))
    order = np.lexsort((passages, documents))
    documents, passages = documents[order], passages[order]
    is_first = np.ones(len(passages), bool)
    is_first[1:] = (passages[1:] != passages[:-1]) | (documents[1:] != documents[:-1])
    doc_ids = batch.column("doc_id").to_numpy()
    return pa.record_batch({"doc_id": doc_ids[documents[is_first]], "passage": passages[is_first]})


@dataclass(frozen=True)
class PassageFinder:
    """Finds the passages whose hashes are `hashes` (ascending)."""

    hashes: np.ndarray

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """(doc_id, text) -> (doc_id, passage UBIGINT, kind UTINYINT, text): every occurrence of these passages, in the
        order of the texts.
        """
        texts = batch.column("text")
        documents, passages, kinds, starts, ends = _find(texts, self.hashes)
        data = texts.buffers()[2]
        spans = zip(starts.tolist(), ends.tolist(), strict=True)
        return pa.record_batch(
            {
                "doc_id": batch.column("doc_id").to_numpy()[documents],
                "passage": passages,
                "kind": kinds,
                "text": pa.array([data[start:end].to_pybytes().decode() for start, end in spans], pa.string()),
            }
        )


def _find(texts: pa.Array, wanted: np.ndarray) -> tuple[np.ndarray, ...]:
    """Document, hash, kind, start and end of the passages of `texts`: of the `wanted` ones, or of all if none is."""
    data, bounds = utf8(texts)
    room = (bounds[-1] - bounds[0]) // (MIN_CHARACTERS + 1) * 2 + len(texts) + 1
    columns = np.empty((4, room), np.int64)
    hashes = np.empty(room, np.uint64)
    count = _walk(data, bounds, wanted, columns, hashes)
    documents, kinds, starts, stops = columns[:, :count]
    return documents, hashes[:count].copy(), kinds.astype(np.uint8), starts, stops


@inlined
def _is_space(byte: int) -> bool:
    return byte == _SPACE or _TAB <= byte <= _CARRIAGE_RETURN


@inlined
def _is_wanted(value: np.uint64, wanted: np.ndarray) -> bool:
    at = int(np.searchsorted(wanted, value))
    return not len(wanted) or (at < len(wanted) and bool(wanted[at] == value))


@inlined
def _line_end(data: np.ndarray, at: int, end: int) -> int:
    while at < end and data[at] != _LINE_FEED:
        at += 1
    return at


@inlined
def _trim(data: np.ndarray, start: int, stop: int) -> tuple[int, int]:
    """Where data[start:stop] starts and ends without white space, no-break and ideographic spaces around it."""
    while start < stop:
        width = _space_at(data, start, stop)
        if width == 0:
            break
        start += width
    while stop > start:
        width = _space_before(data, start, stop)
        if width == 0:
            break
        stop -= width
    return start, stop


@inlined
def _space_at(data: np.ndarray, at: int, stop: int) -> int:
    """The bytes of the white space at `at`; 0 where there is none."""
    if data[at] < 0x80:
        return int(_is_space(data[at]))
    if at + 2 <= stop and data[at] == _NO_BREAK_SPACE[0] and data[at + 1] == _NO_BREAK_SPACE[1]:
        return 2
    is_wide = at + 3 <= stop and data[at] == _IDEOGRAPHIC_SPACE[0]
    return 3 if is_wide and data[at + 1] == _IDEOGRAPHIC_SPACE[1] and data[at + 2] == _IDEOGRAPHIC_SPACE[2] else 0


@inlined
def _space_before(data: np.ndarray, start: int, stop: int) -> int:
    """The bytes of the white space that ends at `stop`; 0 where there is none."""
    if data[stop - 1] < 0x80:
        return int(_is_space(data[stop - 1]))
    if stop - 2 >= start and _space_at(data, stop - 2, stop) == 2:
        return 2
    return 3 if stop - 3 >= start and _space_at(data, stop - 3, stop) == 3 else 0


@inlined
def _size(data: np.ndarray, start: int, stop: int) -> int:
    """The characters of data[start:stop], up to MIN_CHARACTERS or more; those of CJK count as three."""
    size, at = 0, start
    while at < stop and size < MIN_CHARACTERS:
        byte = data[at]
        size += 3 if _FIRST_CJK <= byte <= _LAST_CJK or byte >= _FIRST_BEYOND else int(byte & 0xC0 != 0x80)
        at += 1
    return size


@inlined
def _hash_line(data: np.ndarray, start: int, stop: int) -> np.uint64:
    line = _BASIS
    for i in range(start, stop):
        line = (line ^ np.uint64(data[i])) * _PRIME
    line = (line ^ (line >> _SHIFT)) * _M1
    return line ^ (line >> _SHIFT)


@inlined
def _write(
    count: int, document: int, kind: int, start: int, stop: int, value: np.uint64,
    columns: np.ndarray, hashes: np.ndarray,
) -> int:  # fmt: skip
    """Write one passage as number `count`; gives the number of the next one."""
    hashes[count] = value
    columns[0, count], columns[1, count], columns[2, count], columns[3, count] = document, kind, start, stop
    return count + 1


@cached
def _walk(data: np.ndarray, bounds: np.ndarray, wanted: np.ndarray, columns: np.ndarray, hashes: np.ndarray) -> int:
    count = 0
    for document in range(len(bounds) - 1):
        at, end = bounds[document], bounds[document + 1]
        paragraph, lines, first, last = _PARAGRAPH, 0, at, at
        while at <= end:
            line_end = _line_end(data, at, end)
            start, stop = _trim(data, at, line_end)
            at = line_end + 1
            line = _hash_line(data, start, stop)
            if _size(data, start, stop) >= MIN_CHARACTERS and _is_wanted(line, wanted):
                count = _write(count, document, LINE, start, stop, line, columns, hashes)
            if stop > start:
                first = start if lines == 0 else first
                paragraph, lines, last = (paragraph ^ line) * _PRIME, lines + 1, stop
                paragraph ^= paragraph >> _SHIFT
            if (stop == start or at > end) and lines:
                if lines > 1 and last - first >= 2 * MIN_CHARACTERS and _is_wanted(paragraph, wanted):
                    count = _write(count, document, PARAGRAPH, first, last, paragraph, columns, hashes)
                paragraph, lines = _PARAGRAPH, 0
    return count
