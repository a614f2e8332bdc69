"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

FILE_ENDINGS = {
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "webp",
    "ico",
    "bmp",
    "js",
    "ts",
    "css",
    "py",
    "md",
    "html",
    "json",
    "local",
    "internal",
    "localhost",
}
"""What follows the dot in names such as icon@2x.png, and in addresses that cannot receive mail."""

EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_](?:[A-Za-z0-9._%+'-]{0,62}[A-Za-z0-9_+-])?@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.){1,8}[A-Za-z]{2,24}(?![A-Za-z0-9@_-]|\.[A-Za-z0-9])"
)

HINT = r"[0-9A-Za-z_+-]@[0-9A-Za-z]"
"""An RE2 pattern that matches every line with a finding. Arrow searches for it many times as fast as Python."""


def find_emails(text: str) -> Iterator[tuple[int, int]]:
    """Where the e-mail addresses of `text` are."""
    if "@" not in text:
        return
    for match in EMAIL.finditer(text):
        name, domain = match[0].rsplit("@", 1)
        if domain.rsplit(".", 1)[1].lower() not in FILE_ENDINGS and name != "git" and ".." not in name:
            yield match.span()
