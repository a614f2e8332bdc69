"""HTTP answers as archives of crawls store them: status, headers, and the body without its transfer encodings."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import Any

from analytics.ingest.file_records import Unreadable

MAX_BODY_BYTES = 16 << 20
"""A longer page is rejected: common crawls cut pages at 1 to 5 MB."""

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_CHUNK_SIZE = re.compile(rb"[ \t]*([0-9a-fA-F]{1,12})[^\r\n]*\r?\n")


@dataclass(frozen=True)
class Response:
    """One HTTP answer. The names of `headers` are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """`text/html` of `text/html; charset=utf-8`."""
        return media_type(self.headers.get("content-type"))

    @property
    def charset(self) -> str | None:
        """`utf-8` of `text/html; charset=utf-8`."""
        return charset(self.headers.get("content-type"))


def parse_response(block: bytes) -> Response:
    """The answer in the block of a WARC record. Raises Unreadable when it is none, or its body cannot be decoded."""
    end = _END_OF_HEAD.search(block, 0, 1 << 20)
    head = (block[: end.start()] if end else block[: 1 << 16]).decode("latin-1")
    status, *lines = head.splitlines() or [""]
    version, _, rest = status.partition(" ")
    if not version.upper().startswith("HTTP") or not rest[:3].isdigit():
        raise Unreadable("no HTTP answer")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            headers.setdefault(name.strip().lower(), value.strip())
    body = block[end.end() :] if end else b""
    return Response(int(rest[:3]), headers, _decoded(body, headers))


def media_type(content_type: str | None) -> str:
    """The type without its parameters, in lower case."""
    return (content_type or "").partition(";")[0].strip().lower()


def charset(content_type: str | None) -> str | None:
    """The parameter `charset` of a content type."""
    match = re.search(r"charset\s*=\s*[\"']?([\w:.-]+)", content_type or "", re.IGNORECASE)
    return match[1] if match else None


def _decoded(body: bytes, headers: dict[str, str]) -> bytes:
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = _without_chunks(body)
    for name in reversed([one.strip().lower() for one in headers.get("content-encoding", "").split(",")]):
        body = _decompressed(body, name)
    if len(body) > MAX_BODY_BYTES:
        raise Unreadable(f"a page longer than {MAX_BODY_BYTES >> 20} MB")
    return body


def _without_chunks(body: bytes) -> bytes:
    """The body without the sizes of its chunks; the body itself when it has none, as crawlers often store it."""
    pieces: list[bytes] = []
    place = 0
    while match := _CHUNK_SIZE.match(body, place):
        size = int(match[1], 16)
        if not size:
            break
        pieces.append(body[match.end() : match.end() + size])
        place = match.end() + size
        place += 2 if body[place : place + 2] == b"\r\n" else 1
    return b"".join(pieces) if pieces else body


def _decompressed(body: bytes, name: str) -> bytes:
    """The body in plain bytes; unchanged when it is not compressed, even if its header says so."""
    if name in ("", "identity", "utf-8", "none"):
        return body
    if name in ("gzip", "x-gzip"):
        return _inflated(body, 31) if body.startswith(b"\x1f\x8b") else body
    if name == "deflate":
        return _inflated(body, 15) if body[:1] and body[0] & 15 == 8 and not _is_markup(body) else _raw_inflated(body)
    if name == "zstd" and body.startswith(b"\x28\xb5\x2f\xfd"):
        import zstandard

        return _bounded(zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj(), body)
    if _is_markup(body):
        return body
    raise Unreadable(f"a body in the encoding {name!r}, which cannot be decoded here")


def _is_markup(body: bytes) -> bool:
    return body.lstrip()[:1] == b"<"


def _raw_inflated(body: bytes) -> bytes:
    return body if _is_markup(body) else _inflated(body, -15)


def _inflated(body: bytes, window: int) -> bytes:
    try:
        return _bounded(zlib.decompressobj(window), body)
    except zlib.error as error:
        raise Unreadable(f"a compressed body that is damaged ({error})") from None


def _bounded(stream: Any, body: bytes) -> bytes:
    """Decompress piece by piece, so that a decompression bomb stops at the limit."""
    pieces: list[bytes] = []
    size = 0
    for start in range(0, len(body), 4096):
        pieces.append(stream.decompress(body[start : start + 4096]))
        size += len(pieces[-1])
        if size > MAX_BODY_BYTES:
            raise Unreadable(f"a page longer than {MAX_BODY_BYTES >> 20} MB when it is decompressed")
    return b"".join(pieces)
