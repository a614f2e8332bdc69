"""What an item shows now: an answer in words, and blocks; and the same as plain JSON for its snapshot."""

from __future__ import annotations

import hashlib
import json
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, Protocol, cast

import plotly.graph_objects as go
import plotly.io as pio

from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from analytics.report.blocks import Block, FigureBlock, TableBlock
from analytics.report.context import ReportContext

MAX_SNAPSHOT_CHARACTERS = 300_000


@dataclass(frozen=True)
class Content:
    """The answer of an item in words, and the blocks that show it. `facts` identify the content where the blocks do
    not: rows that may come in any order.
    """

    answer: str
    blocks: Sequence[Block] = ()
    facts: Sequence[str] = ()


class Kind(Protocol):
    """A module of `items.kinds`."""

    def content(self, context: ReportContext, spec: Mapping[str, Any]) -> Content:
        """What the item shows now. Raises DataloupeError when it cannot be computed any more, or may not be shown."""


@cache
def kinds() -> dict[str, Kind]:
    """The modules of `items.kinds` by name."""
    package = import_module("analytics.report.items.kinds")
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return {name: cast(Kind, import_module(f"analytics.report.items.kinds.{name}")) for name in names}


def content_of(context: ReportContext, kind: str, spec: Mapping[str, Any]) -> Content:
    """What an item of this kind shows now. Raises DataloupeError when it cannot be shown."""
    if kind not in kinds():
        raise DataloupeError(f"There is no kind of report item {kind!r}. There are: {', '.join(kinds())}.")
    try:
        return kinds()[kind].content(context, spec)
    except (KeyError, TypeError, ValueError) as error:
        raise DataloupeError("The item does not fit this version of dataloupe.") from error


def selection_of(context: ReportContext, text: str) -> Selection:
    """The selection of a link. Raises DataloupeError when the report may not show it: it has too few users."""
    selection = Selection.from_url(text)
    context.provide(selection)
    users = context.users_of(selection)
    if selection and users is not None and users < context.min_users:
        raise DataloupeError(f"Its selection has fewer than {context.min_users} users.")
    return selection


def digest(content: Content) -> str:
    """Identifies the content: the same data give the same digest."""
    text = json.dumps([content.answer, list(content.facts) or snapshot(content)], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def snapshot(content: Content) -> list[dict[str, Any]]:
    """The tables and figures as plain JSON; nothing where they are large."""
    plain = [_to_json(block) for block in content.blocks if isinstance(block, (TableBlock, FigureBlock))]
    return plain if len(json.dumps(plain)) <= MAX_SNAPSHOT_CHARACTERS else []


def from_snapshot(plain: Sequence[Mapping[str, Any]]) -> list[Block]:
    """The blocks of `snapshot`."""
    blocks: list[Block] = []
    for one in plain:
        if one["kind"] == "table":
            blocks.append(TableBlock(one["title"], one["names"], one["rows"], frozenset(one["numbers"]), one["note"]))
        else:
            figure = cast(go.Figure, pio.from_json(json.dumps(one["figure"]), skip_invalid=True))
            blocks.append(FigureBlock(figure, one["title"], one["alt"], one["note"]))
    return blocks


def _to_json(block: TableBlock | FigureBlock) -> dict[str, Any]:
    if isinstance(block, TableBlock):
        rows = [list(row) for row in block.rows]
        table = {"kind": "table", "title": block.title, "names": list(block.names), "rows": rows}
        return table | {"numbers": sorted(block.numbers), "note": block.note}
    figure = json.loads(str(block.figure.to_json()))
    figure.get("layout", {}).pop("template", None)
    return {"kind": "figure", "title": block.title, "alt": block.alt, "note": block.note, "figure": figure}
