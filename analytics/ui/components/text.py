"""Text from data, made safe for the places where Streamlit would read Markdown: labels, captions, errors."""

from __future__ import annotations

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|$:~&^=\"'])")
_AFTER = re.compile(r"(?<=[:@])(?=\S)|(?<=www)(?=\.)|(?<=-)(?=[->])|(?<=<)(?=-)", re.IGNORECASE)
WORD_JOINER = "\N{WORD JOINER}"


def plain(text: object, limit: int | None = None) -> str:
    """`text` so that Markdown shows it as it is, on one line, cut to `limit` characters.

    Backslashes stop Markdown, HTML and directives. What Streamlit and GitHub replace after parsing (`:icon:`, links,
    arrows) no backslash stops: an invisible joiner takes those apart.
    """
    line = " ".join(str(text).split())
    if limit is not None and len(line) > limit:
        line = line[: limit - 1].rstrip() + "…"
    return _MARKUP.sub(r"\\\1", _AFTER.sub(WORD_JOINER, line))
