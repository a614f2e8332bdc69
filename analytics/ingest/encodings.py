"""Which encoding are bytes of text in? UTF-8 where it fits; else a mark, else a guess that is said."""

from __future__ import annotations

import codecs

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE_BYTES = 1 << 18


def encoding_of(head: bytes, is_whole: bool = True) -> str:
    """The name of the encoding of text from its first bytes."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head, final=is_whole)
        return "utf-8"
    except UnicodeDecodeError:
        pass
    from charset_normalizer import from_bytes

    best = from_bytes(head[:SAMPLE_BYTES]).best()
    if best is None or best.encoding in ("ascii", "utf_8"):
        return "cp1252"
    return (
        "cp1252"
        if best.encoding
        in ("cp1250", "latin_1", "iso8859_1", "cp1252", "mac_roman", "cp437", "cp850", "cp858", "cp1140", "hp_roman8")
        and _is_western(head)
        else str(best.encoding)
    )


def decode(content: bytes) -> str:
    """Text from bytes in any encoding; what cannot be decoded becomes the replacement character."""
    return content.decode(encoding_of(content[:SAMPLE_BYTES], len(content) <= SAMPLE_BYTES), "replace")


def _is_western(head: bytes) -> bool:
    """Whether few bytes are not ASCII: Western text rather than a script of its own."""
    return sum(byte > 127 for byte in head[:SAMPLE_BYTES]) < 0.15 * len(head[:SAMPLE_BYTES])
