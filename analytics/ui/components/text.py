"""Text from data, made safe where Streamlit reads Markdown: labels, captions, errors."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~&^=\"'])")
_JOINED = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\.)|(?<=-)(?=[->])|(?<=<)(?=-)", re.IGNORECASE)
WORD_JOINER = "\N{WORD JOINER}"


def plain(text: object, limit: int | None = None) -> str:
    """`text` in such a form that Markdown shows it unchanged, on one line, cut to `limit` characters.

    Backslashes stop Markdown, HTML and directives. Backslashes do not stop what Streamlit and GitHub replace after
    parsing (`:icon:`, links, arrows): an invisible word joiner inside them does.
    """
    line = " ".join(str(text).split())
    if limit is not None and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return _MARKUP.sub(r"\\\1", _JOINED.sub(WORD_JOINER, line))


def counted(count: int, noun: str) -> str:
    """`1 document`, `2,000 documents`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def shortened(names: list[str], limit: int) -> str:
    """The first `limit` names with commas, and how many more there are."""
    rest = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {rest:,} more" if rest > 0 else "")
