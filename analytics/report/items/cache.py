"""Keeps the contents of items, so that a changed note or order does not compute them again."""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from analytics.recipe import file
from analytics.report.context import ReportContext
from analytics.report.items.content import Content, content_of

CACHE_SIZE = 100

_contents: OrderedDict[str, Content] = OrderedDict()
_lock = threading.Lock()


def cached_content(context: ReportContext, kind: str, spec: Mapping[str, Any]) -> Content:
    """`content_of`, computed once for each state of the workspace and of its decisions."""
    key = _key(context, kind, spec)
    with _lock:
        content = _contents.get(key)
    if content is None:
        content = content_of(context, kind, spec)
        with _lock:
            _contents[key] = content
            while len(_contents) > CACHE_SIZE:
                _contents.popitem(last=False)
    return content


def _key(context: ReportContext, kind: str, spec: Mapping[str, Any]) -> str:
    recipe = context.workspace.path / file.NAME
    decisions = recipe.read_text(encoding="utf-8") if recipe.is_file() else ""
    state = [str(context.workspace.path.resolve()), context.manifest.generation, decisions]
    return json.dumps([*state, context.with_texts, context.min_users, kind, dict(spec)], sort_keys=True)
