"""The text of a page from its bytes: UTF-8 where it fits, else the encoding that it declares, else a guess."""

from __future__ import annotations

import codecs
import re

from analytics.ingest.encodings import MARKS, decode

MARKUP_BYTES = 4096
"""Where a page declares its encoding: HTML asks for the first 1,024 bytes, and pages are late."""
AS_BROWSERS = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
"""What browsers read under a name (encoding.spec.whatwg.org): the larger encodings that pages really use."""
STATEFUL = ("iso2022", "hz", "utf-16", "utf-32")
"""Encodings whose bytes can look like ASCII."""

_META = re.compile(rb"""<meta\b[^<>]*charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml\b[^<>]*encoding\s*=\s*["']([\w:.-]+)""", re.IGNORECASE)


def page_text(content: bytes, charset: str | None = None) -> str:
    """The text of a page; `charset` is what the server declares. What cannot be decoded becomes a replacement mark."""
    if any(content.startswith(mark) for mark, _ in MARKS):
        return decode(content)
    declared = [name for name in (_known(charset), _known(_declared(content))) if name]
    stateful = next((name for name in declared if name.startswith(STATEFUL)), None)
    if stateful and not stateful.startswith("utf"):
        return content.decode(stateful, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        name = next((name for name in declared if name != "utf-8"), None)
    if name is None:
        return content.decode("utf-8", "replace") if declared else decode(content)
    return content.decode(name, "replace")


def _declared(content: bytes) -> str | None:
    match = _XML.search(content[:200]) or _META.search(content[:MARKUP_BYTES])
    return match[1].decode("ascii", "replace") if match else None


def _known(name: str | None) -> str | None:
    """Python's name of an encoding of text; None for a name that is none."""
    try:
        info = codecs.lookup((name or "").strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if not info._is_text_encoding or info.name in ("idna", "punycode", "unicode_escape", "raw_unicode_escape", "utf-7"):
        return None
    return AS_BROWSERS.get(info.name, info.name)
