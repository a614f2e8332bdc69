"""Whose turn it is: who labels in which order, and the item that a visit has now."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from analytics.annotations.claims import Item
from analytics.annotations.schema import AnySchema


@dataclass(frozen=True)
class Setting:
    """Who labels, and in which order."""

    annotator: str
    order: str
    grouping: str | None
    is_gold: bool
    at_once: bool


@dataclass
class Turn:
    """The item that a visit has now. `annotation_id` is that of its answer; `back` counts the items gone back."""

    session: str = field(default_factory=lambda: uuid.uuid4().hex)
    annotation_id: str = ""
    item: Item | None = None
    value: Any = None
    back: int = 0
    skipped: set[Item] = field(default_factory=set)
    digests: tuple[str, ...] = ()
    message: str = ""


def turn_of(schema: AnySchema, setting: Setting) -> Turn:
    """The turn of this visit for a schema and a person."""
    turns: dict[Any, Turn] = st.session_state.setdefault("label-turns", {})
    return turns.setdefault((schema.name, setting.annotator, setting.is_gold), Turn())
