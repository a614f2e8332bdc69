"""No extraction: all visible text of a page, menus and notices included."""

from __future__ import annotations

from analytics.ingest.markup import plain_text


def check() -> None:
    """Nothing is needed."""


def main_text(html: str) -> str:
    """All visible text, one line for each block."""
    return plain_text(html)
