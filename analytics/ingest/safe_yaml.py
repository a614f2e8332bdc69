"""YAML from anyone: plain values only, and no document that becomes much larger than its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import yaml

from analytics.ingest.file_records import Unreadable

MAX_DEPTH = 200
MAX_EXPANDED_NODES = 10_000_000
"""How many values a document may have with its aliases written out; some hundred bytes can stand for billions."""


def load_yaml(text: str) -> Iterator[Any]:
    """The documents of a text of YAML. Tags of programs, endless aliases and endless nesting raise Unreadable."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        _check_size(text, loader)
        yield from yaml.load_all(text, Loader=loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(f"not readable as YAML: {' '.join(str(error).split())[:200]}") from None


def _check_size(text: str, loader: Any) -> None:
    """Count the values of each document with its aliases written out, without building any of them."""
    anchors: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []
    for event in yaml.parse(text, Loader=loader):
        size = 0
        if isinstance(event, yaml.DocumentStartEvent):
            anchors.clear()
        elif isinstance(event, yaml.AliasEvent):
            if any(anchor == event.anchor for anchor, _ in open_nodes):
                raise Unreadable("YAML that contains itself is refused")
            size = anchors.get(event.anchor, 1)
        elif isinstance(event, yaml.ScalarEvent):
            size = 1
            _remember(anchors, event.anchor, 1)
        elif isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, 1))
            if len(open_nodes) > MAX_DEPTH:
                raise Unreadable(f"YAML nested deeper than {MAX_DEPTH} levels is refused")
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, size = open_nodes.pop()
            _remember(anchors, anchor, size)
        if size > MAX_EXPANDED_NODES:
            raise Unreadable(f"YAML that stands for more than {MAX_EXPANDED_NODES:,} values is refused")
        if size and open_nodes:
            anchor, total = open_nodes[-1]
            open_nodes[-1] = anchor, total + size


def _remember(anchors: dict[str, int], anchor: str | None, size: int) -> None:
    if anchor:
        anchors[anchor] = size
