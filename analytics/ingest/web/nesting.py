"""How deep are the elements of a page nested? Parsers take quadratic time for pages that are nested without end."""

from __future__ import annotations

import re

from analytics.ingest.file_records import Unreadable
from analytics.ingest.web.skeleton import without_code

MAX_DEPTH = 2_000
"""Deeper than any page that a person or program wrote in earnest."""
MIN_TAGS = 5_000
"""A page with fewer tags is not counted: its nesting cannot cost much."""
_TAG = re.compile(r"<(/?)([a-zA-Z]+)")
NEVER_NESTED = frozenset([
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    "p", "li", "dt", "dd", "option", "tr", "td", "th", "thead", "tbody", "html", "head", "body",
])  # fmt: skip
"""Elements without content, and those that end where the next one begins."""


def check_nesting(html: str) -> None:
    """Raises Unreadable for a page that is nested too deep."""
    if html.count("<") < MIN_TAGS:
        return
    depth = 0
    for closing, tag in _TAG.findall(without_code(html)):
        if tag.lower() in NEVER_NESTED:
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_DEPTH:
            raise Unreadable(f"elements nested deeper than {MAX_DEPTH:,} levels")
