"""Adds an item to the list of a workspace, with its content as it is now."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

from analytics.report.context import ReportContext
from analytics.report.items.content import content_of, digest, snapshot
from analytics.report.items.item import Item
from analytics.report.items.store import append_item

MAX_TITLE_CHARACTERS = 200


def add_item(
    context: ReportContext,
    kind: str,
    title: str,
    spec: Mapping[str, Any],
    page: str,
    parameters: Mapping[str, str] | None = None,
    note: str = "",
) -> Item:
    """Add what a page shows to the report of its workspace. Raises DataloupeError when a report cannot show it."""
    content = content_of(context, kind, spec)
    item = Item(
        uuid.uuid4().hex,
        kind,
        " ".join(title.split())[:MAX_TITLE_CHARACTERS],
        spec,
        page,
        parameters or {},
        note.strip(),
        round(time.time(), 3),
        digest(content),
        content.answer,
        tuple(snapshot(content)),
    )
    append_item(context.workspace.path, item)
    return item
