"""E-mail: an .eml file is one document, an .mbox file one for each message."""

from __future__ import annotations

import email
import email.policy
import itertools
import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from analytics.ingest.file_records import Unreadable, path_fields, read_files
from analytics.ingest.inputs import Input
from analytics.ingest.markup import plain_text
from analytics.ingest.records import Chunk

NAME = "mail"
SPECIFICITY = 36
EXTENSIONS = (".eml", ".mbox", ".mbx")
GROUPED = True
_FROM = re.compile(rb"^From \S+.*\d{4}\s*$", re.MULTILINE)


def detect(path: Path, head: bytes) -> bool:
    """By the extension, or by the line that starts a mailbox."""
    return path.suffix.lower() in EXTENSIONS or bool(head.startswith(b"From ") and _FROM.match(head))


def read(source: Input) -> Iterator[Chunk]:
    """Chunks of {text, title (subject), user (sender), date, id, path}."""
    return read_files(source, _records)


def _records(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    for raw in _messages(content):
        try:
            fields = _fields(email.message_from_bytes(raw, policy=email.policy.default))
        except RecursionError:
            raise Unreadable("messages nested too deep") from None
        yield path_fields(path) | fields


def _messages(content: bytes) -> Iterator[bytes]:
    """The messages of a mailbox; the whole content where it is one message."""
    starts = [match.start() for match in _FROM.finditer(content)] if content.startswith(b"From ") else []
    if not starts:
        yield content
    for start, end in itertools.pairwise([*starts, len(content)]):
        yield content[start:end].partition(b"\n")[2]


def _fields(message: EmailMessage) -> dict[str, Any]:
    body = message.get_body(("plain", "html"))
    try:
        text = str(body.get_content()) if body is not None else ""
    except (LookupError, UnicodeDecodeError, KeyError):
        payload = body.get_payload(decode=True) if body is not None else b""
        text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    if body is not None and body.get_content_type() == "text/html":
        text = plain_text(text)
    names = {"title": "subject", "user": "from", "date": "date", "id": "message-id", "to": "to"}
    return {"text": text.strip()} | {name: str(message[header]) for name, header in names.items() if message[header]}
