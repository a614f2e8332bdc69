"""The list of items: events that are only ever added to `report.jsonl` of a workspace, so that several people can
change it at once and nothing is lost. A build never touches the file.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from analytics.report.items.item import Item
from analytics.workspace.lines import append_line, read_lines

NAME = "report.jsonl"
MAX_NOTE_CHARACTERS = 2_000


def read_items(folder: Path) -> list[Item]:
    """The items in their order. Events that cannot be read, or name an item that was removed, change nothing."""
    items: list[Item] = []
    for event in read_lines(folder / NAME):
        with contextlib.suppress(KeyError, TypeError, ValueError):
            _apply(items, event)
    return items


def append_item(folder: Path, item: Item) -> None:
    """Add an item at the end of the list."""
    append_line(folder / NAME, {"event": "add", "item": item.to_json()})


def set_note(folder: Path, item_id: str, note: str) -> None:
    """Replace the note of an item."""
    append_line(folder / NAME, {"event": "note", "item_id": item_id, "note": note[:MAX_NOTE_CHARACTERS]})


def move_item(folder: Path, item_id: str, place: int) -> None:
    """Move an item to a place in the list, counted from 0."""
    append_line(folder / NAME, {"event": "move", "item_id": item_id, "place": place})


def remove_item(folder: Path, item_id: str) -> None:
    """Remove an item from the list."""
    append_line(folder / NAME, {"event": "remove", "item_id": item_id})


def _apply(items: list[Item], event: dict[str, Any]) -> None:
    if event["event"] == "add":
        items.append(Item.from_json(event["item"]))
        return
    place = next((place for place, item in enumerate(items) if item.item_id == event["item_id"]), None)
    if place is None:
        return
    if event["event"] == "note":
        items[place] = replace(items[place], note=str(event["note"]))
    elif event["event"] == "move":
        items.insert(max(int(event["place"]), 0), items.pop(place))
    elif event["event"] == "remove":
        items.pop(place)
