"""The tags and texts of a page without its scripts and styles, and the structured data among the scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

MAX_CHARACTERS = 60_000
"""How much of a page, without scripts and styles, is searched for what it says about itself."""
MAX_DATA_CHARACTERS = 200_000
CODE = ("script", "SCRIPT", "style", "STYLE")
_STRUCTURED = re.compile(r"<script\b[^<>]*application/ld\+json", re.IGNORECASE)


@dataclass(frozen=True)
class Skeleton:
    """`markup`: the beginning of a page without scripts and styles. `data`: the objects of its JSON-LD."""

    markup: str
    data: tuple[Mapping[str, Any], ...]


def skeleton(html: str) -> Skeleton:
    """The skeleton of a page. Scripts and styles are most of its bytes and say nothing about it."""
    markup, scripts = html, []
    for tag in CODE:
        markup, cut = _without(markup, tag)
        scripts += cut
    texts = [one for one in scripts if len(one) <= MAX_DATA_CHARACTERS and _STRUCTURED.match(one)]
    return Skeleton(markup[:MAX_CHARACTERS], tuple(item for one in texts for item in _objects(one)))


def without_code(html: str) -> str:
    """The page without its scripts and styles."""
    for tag in CODE:
        html, _ = _without(html, tag)
    return html


def _without(html: str, tag: str) -> tuple[str, list[str]]:
    """The page without the elements `tag`, and these elements."""
    kept, cut, place = [], [], 0
    while (start := html.find(f"<{tag}", place)) >= 0:
        end = html.find(f"</{tag}", start)
        end = len(html) if end < 0 else end
        kept.append(html[place:start])
        cut.append(html[start:end])
        place = end
    return "".join([*kept, html[place:]]), cut


def _objects(script: str) -> Iterator[Mapping[str, Any]]:
    """The objects of a script of JSON-LD; none of one that is broken."""
    try:
        content = orjson.loads(script[script.find(">") + 1 :])
    except orjson.JSONDecodeError:
        return
    for item in content if isinstance(content, list) else [content]:
        if isinstance(item, dict):
            graph = item.get("@graph")
            yield from (one for one in graph if isinstance(one, dict)) if isinstance(graph, list) else [item]
