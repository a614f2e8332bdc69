"""Which encoding are bytes of text in? UTF-8 where it fits; else a mark, else a guess that is reported."""

from __future__ import annotations

import codecs
import re

from analytics.errors import DataloupeError
from analytics.ingest.compression import read_head
from analytics.ingest.inputs import Input

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WESTERN = "cp1252"
"""What Latin-1 is in practice: the same letters, and the quotes and dashes of Windows."""
MULTI_BYTE = ("cp949", "shift_jis", "euc_jp", "gb18030", "big5")
"""Encodings with two bytes or more for each letter, the strictest of equal script first."""
SAMPLE_BYTES = 1 << 18
_RUN = re.compile(rb"[\x80-\xff]+")


def encoding_of(head: bytes, is_whole: bool = True) -> str:
    """The name of the encoding of text from its first bytes."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    if _is_decodable(head, "utf-8", is_whole):
        return _without_mark(head) or "utf-8"
    return _without_mark(head) or _legacy(head, is_whole)


def line_encoding(head: bytes, is_whole: bool = False) -> str:
    """The encoding of text of lines: UTF-8 unless more lines contradict it than confirm it.

    One broken line of a UTF-8 file is a reject, not a reason to read all others as something else.
    """
    guess = encoding_of(head, is_whole)
    if guess not in (WESTERN, *MULTI_BYTE) and not guess.startswith(("cp", "iso", "euc", "big5", "gb", "mac", "koi")):
        return guess
    lines = [line for line in head.split(b"\n") if not line.isascii()]
    good = sum(_is_decodable(line, "utf-8", True) for line in lines)
    return guess if len(lines) - good > good else "utf-8"


def encoding_option(source: Input) -> str | None:
    """The encoding that `--encoding` names. Raises DataloupeError for one that does not exist."""
    name = source.options.get("encoding")
    if name is None:
        return None
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise DataloupeError(f"There is no encoding {name!r}. Usual ones are utf-8, cp1252, cp949, utf-16.") from None


def json_encoding(source: Input) -> str:
    """The encoding of JSON, which is UTF-8 by definition: UTF-16 and UTF-32 only where the bytes show them."""
    guess = encoding_option(source) or encoding_of(read_head(source.path, 4096), False)
    return guess if source.options.get("encoding") or guess.startswith(("utf-16", "utf-32")) else "utf-8"


def decode(content: bytes) -> str:
    """Text from bytes in any encoding; what cannot be decoded becomes the replacement character."""
    return content.decode(encoding_of(content[:SAMPLE_BYTES], len(content) <= SAMPLE_BYTES), "replace")


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Western text is zero."""
    sample = head[:2000]
    half = len(sample) // 2
    if half < 4 or b"\0" not in sample:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.1 * half else None


def _legacy(head: bytes, is_whole: bool) -> str:
    """An encoding from before Unicode. Single bytes between ASCII are Western letters; else a guess by frequencies."""
    runs = _RUN.findall(head[:SAMPLE_BYTES])
    if sum(len(run) == 1 for run in runs) >= 0.5 * len(runs):
        return WESTERN
    from charset_normalizer import from_bytes

    best = from_bytes(head[:SAMPLE_BYTES]).best()
    if best is not None and best.encoding in (*MULTI_BYTE, "gbk", "gb2312", "euc_kr", "johab", "cp932"):
        return str(best.encoding)
    fitting = [name for name in MULTI_BYTE if _is_decodable(head, name, is_whole)]
    if fitting and sum(len(run) % 2 == 0 for run in runs) >= 0.9 * len(runs):
        return max(fitting, key=lambda name: (_common_letters(head, name), -MULTI_BYTE.index(name)))
    return WESTERN if best is None or best.encoding in ("ascii", "utf_8") else str(best.encoding)


def _common_letters(head: bytes, name: str) -> float:
    """The share of letters in the blocks that everyday text of the script uses."""
    text = [letter for letter in head.decode(name, "ignore") if ord(letter) > 127]
    common = sum("가" <= one <= "힣" or "぀" <= one <= "ヿ" or "一" <= one <= "龥" for one in text)
    hangul = sum("가" <= one <= "힣" for one in text)
    return round((common + hangul) / max(len(text), 1), 2)


def _is_decodable(head: bytes, name: str, is_whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(head, final=is_whole)
    except UnicodeDecodeError:
        return False
    return True
