"""The store: `annotations.jsonl` of a workspace, to which several people and processes add whole lines at once.

An annotation has an id that is made when its item is shown: the same answer written twice counts once. To undo is to
add a line too.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from analytics.workspace.annotations import NAME, append
from analytics.workspace.lines import append_lines

MAX_CACHED_FILES = 8
NO_ANNOTATOR = "somebody"


class Event(msgspec.Struct, frozen=True):
    """A line of the file. `undoes` is the id of an annotation that this line takes back."""

    annotation_id: str
    annotation_schema: str
    doc_id: int
    value: Any = None
    annotator: str | None = None
    created_at: float = 0.0
    other_doc_id: int | None = None
    seconds: float | None = None
    is_gold: bool = False
    text_md5: str | None = None
    other_text_md5: str | None = None
    undoes: str | None = None
    origin: str | None = None

    @property
    def item(self) -> tuple[int, int | None]:
        """What was judged: a document, or a pair."""
        return self.doc_id, self.other_doc_id

    @property
    def key(self) -> tuple[str, int, int | None, str, bool]:
        """Of several annotations with the same key, the last one counts."""
        return self.annotation_schema, *self.item, self.annotator or NO_ANNOTATOR, self.is_gold


def annotate(
    folder: Path,
    schema: str,
    doc_id: int,
    value: Any,
    annotator: str,
    annotation_id: str | None = None,
    **facts: Any,
) -> str:
    """Add an annotation, and return its id. `facts` are other fields of `Event`. When this returns, the line is on the
    disk. Raises DataloupeError when it cannot be written.
    """
    annotation_id = annotation_id or uuid.uuid4().hex
    facts = {name: fact for name, fact in facts.items() if fact is not None}
    append(folder, schema, doc_id, value, annotator=annotator, annotation_id=annotation_id, **facts)
    return annotation_id


def annotate_many(folder: Path, events: Iterable[Event]) -> None:
    """Add annotations, such as those of a whole selection or of a file, in one write."""
    append_lines(folder / NAME, (_plain(one) for one in events))


def _plain(event: Event) -> dict[str, Any]:
    """The fields of an event that have a value."""
    return {
        key: value for key, value in msgspec.structs.asdict(event).items() if value is not None and value is not False
    }


def undo_many(folder: Path, events: Iterable[Event]) -> None:
    """Take several annotations back, in one write."""
    now = round(time.time(), 3)
    annotate_many(
        folder,
        (
            msgspec.structs.replace(
                one, annotation_id=uuid.uuid4().hex, value=None, undoes=one.annotation_id, created_at=now, seconds=None
            )
            for one in events
        ),
    )


def undo(folder: Path, event: Event) -> None:
    """Take an annotation back: the one before it with the same key counts again."""
    undo_many(folder, [event])


@dataclass
class _Read:
    """What was read of a file so far: its lines up to `size`."""

    inode: int = -1
    size: int = 0
    events: list[Event] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)


_files: OrderedDict[str, _Read] = OrderedDict()
_reading = threading.Lock()


def read_events(folder: Path) -> list[Event]:
    """The events in their order, each id once. Only lines that were added since the last call are read. A line that was
    not written whole is skipped. Nobody may change the list.
    """
    path = folder / NAME
    with _reading:
        read = _files.setdefault(str(path.resolve()), _Read())
        _files.move_to_end(str(path.resolve()))
        while len(_files) > MAX_CACHED_FILES:
            _files.popitem(last=False)
        if not path.is_file():
            return []
        with path.open("rb") as file:
            status = path.stat()
            if status.st_ino != read.inode or status.st_size < read.size:
                read.inode, read.size, read.events, read.ids = status.st_ino, 0, [], set()
            file.seek(read.size)
            _add(read, file.read())
        return read.events[:]


def _add(read: _Read, content: bytes) -> None:
    whole, _, _ = content.rpartition(b"\n")
    read.size += len(whole) + 1 if whole or content.startswith(b"\n") else 0
    for line in whole.split(b"\n"):
        event = _event(line)
        if event is not None and event.annotation_id not in read.ids:
            read.ids.add(event.annotation_id)
            read.events.append(event)


_decoder = msgspec.json.Decoder(Event)


def _event(line: bytes) -> Event | None:
    try:
        return _decoder.decode(line)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return _lenient(line)


def _lenient(line: bytes) -> Event | None:
    """An event with halves of characters in its texts, as earlier versions wrote them."""
    try:
        return msgspec.convert(json.loads(line.decode("utf-8", "replace")), Event)
    except (ValueError, msgspec.MsgspecError):
        return None
