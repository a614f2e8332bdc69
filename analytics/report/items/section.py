"""The section with what people added: each item with its note, its present content, and whether it has changed."""

from __future__ import annotations

import datetime
from dataclasses import replace

from analytics.errors import DataloupeError
from analytics.report.blocks import Block, FigureBlock, ItemBlock, Section
from analytics.report.context import DEFAULT_MIN_USERS, ReportContext
from analytics.report.items.cache import cached_content
from analytics.report.items.content import Content, digest, from_snapshot
from analytics.report.items.item import Item
from analytics.report.items.store import NAME, read_items
from analytics.workspace import Workspace


def has_items(workspace: Workspace) -> bool:
    """Whether anything was added to the report."""
    return (workspace.path / NAME).is_file() and bool(read_items(workspace.path))


def added_items(context: ReportContext) -> Section | None:
    """All items in their order; None when there are none."""
    items = read_items(context.workspace.path)
    if not items:
        return None
    titles = "; ".join(item.title.rstrip(".") for item in items)
    count = f"{len(items)} item{'s' * (len(items) != 1)}"
    blocks = [block for item in items for block in _blocks(context, item)]
    return Section("What did people select?", [f"{count}: {titles}."], blocks)


def is_unchanged(context: ReportContext, item: Item) -> bool:
    """Whether the content of an item is that of the day when it was added."""
    try:
        return digest(cached_content(context.with_defaults(), item.kind, item.spec)) == item.digest
    except DataloupeError:
        return False


def _blocks(context: ReportContext, item: Item) -> list[Block]:
    added = f"{datetime.datetime.fromtimestamp(item.created_at).astimezone():%-d %b %Y}"
    try:
        content = cached_content(context, item.kind, item.spec)
    except DataloupeError as error:
        return _lost(context, item, added, str(error))
    same = f"Added on {added}; the data is the same."
    state = same if is_unchanged(context, item) else _changed(item, content, added)
    return [ItemBlock(item.title, item.note, content.answer, state), *map(_full_width, content.blocks)]


def _changed(item: Item, content: Content, added: str) -> str:
    if item.answer == content.answer:
        return f"The data has changed since it was added on {added}."
    return f"The data has changed since it was added on {added}. Then: {item.answer}"


def _lost(context: ReportContext, item: Item, added: str, reason: str) -> list[Block]:
    """An item that cannot be computed any more: what it showed when it was added, unless the report hides more."""
    if context.knows_users and context.min_users > DEFAULT_MIN_USERS:
        return [ItemBlock(item.title, item.note, "", f"This item is not shown. {reason}")]
    state = f"This is what it showed on {added}. It cannot be computed again. {reason}"
    return [ItemBlock(item.title, item.note, item.answer, state), *map(_full_width, from_snapshot(item.snapshot))]


def _full_width(block: Block) -> Block:
    return replace(block, is_half=False) if isinstance(block, FigureBlock) else block
