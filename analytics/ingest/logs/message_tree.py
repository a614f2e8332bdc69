"""Trees of messages: which message answers which, and which were last shown.

Missing parents make roots, and cycles are cut; both are counted as problems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analytics.ingest.logs.record import LogRecord, Message


def linear_places(record: LogRecord) -> tuple[list[int | None], list[int], list[bool]] | None:
    """(parents, depths, shown) of messages that follow one another; None for a tree, or where the record says more."""
    if record.is_tree or record.leaf is not None:
        return None
    parents: list[int | None] = []
    depths: list[int] = []
    shown: list[bool] = []
    last, depth = None, 0
    for number, message in enumerate(record.messages):
        if message.parent or message.on_path is not None:
            return None
        parents.append(last)
        depths.append(depth)
        has_text = message.text is not None
        shown.append(has_text)
        if has_text:
            last, depth = number, depth + 1
    return parents, depths, shown


def find_parents(record: LogRecord, problems: Counter[str]) -> list[int | None]:
    """For each message the number of the message before it, None for a root.

    Messages without text are skipped: their children get the nearest ancestor with text.
    """
    messages = record.messages
    if not (record.is_tree or any(message.parent for message in messages)):
        return _linear_parents(messages)
    number_of = _numbers_by_id(messages, problems)
    parents: list[int | None] = []
    for number, message in enumerate(messages):
        parent = number_of.get(message.parent) if message.parent else None
        if message.parent and parent is None:
            problems["messages whose parent is missing"] += 1
        if parent == number:
            problems["messages that are their own ancestor"] += 1
        parents.append(None if parent == number else parent)
    _cut_cycles(parents, problems)
    return [_nearest_with_text(messages, parents, parent) for parent in parents]


def find_depths(parents: Sequence[int | None]) -> list[int]:
    """The number of messages before each one, up to its root."""
    depths = [-1] * len(parents)
    for number in range(len(parents)):
        chain = []
        ancestor: int | None = number
        while ancestor is not None and depths[ancestor] < 0:
            chain.append(ancestor)
            ancestor = parents[ancestor]
        depth = depths[ancestor] if ancestor is not None else -1
        for descendant in reversed(chain):
            depth += 1
            depths[descendant] = depth
    return depths


def find_shown(record: LogRecord, parents: Sequence[int | None]) -> list[bool]:
    """Whether each message was shown last.

    As the record says; else the path from its leaf to the root; else from the first root down the last branches.
    """
    messages = record.messages
    if any(message.on_path is not None for message in messages):
        return [bool(message.on_path) for message in messages]
    at = None
    if record.leaf is not None:
        at = next((number for number, message in enumerate(messages) if message.id == record.leaf), None)
    if at is None:
        at = _last_leaf(messages, parents)
    shown = [False] * len(messages)
    while at is not None:
        shown[at] = True
        at = parents[at]
    return shown


def _linear_parents(messages: Sequence[Message]) -> list[int | None]:
    parents: list[int | None] = []
    last = None
    for number, message in enumerate(messages):
        parents.append(last)
        last = number if message.text is not None else last
    return parents


def _numbers_by_id(messages: Sequence[Message], problems: Counter[str]) -> dict[str, int]:
    number_of: dict[str, int] = {}
    for number, message in enumerate(messages):
        if message.id is not None and number_of.setdefault(message.id, number) != number:
            problems["messages with the id of another message of the conversation"] += 1
    return number_of


def _cut_cycles(parents: list[int | None], problems: Counter[str]) -> None:
    """Make the first message of each cycle a root."""
    done = [False] * len(parents)
    for number in range(len(parents)):
        chain: set[int] = set()
        at: int | None = number
        while at is not None and not done[at]:
            chain.add(at)
            parent = parents[at]
            if parent in chain:
                parents[parent] = None
                problems["messages that are their own ancestor"] += 1
            at = parent if parent not in chain else None
        for member in chain:
            done[member] = True


def _nearest_with_text(messages: Sequence[Message], parents: Sequence[int | None], at: int | None) -> int | None:
    while at is not None and messages[at].text is None:
        at = parents[at]
    return at


def _last_leaf(messages: Sequence[Message], parents: Sequence[int | None]) -> int | None:
    """From the first root down, always to the last child."""
    last_child: dict[int, int] = {}
    roots = []
    for number, parent in enumerate(parents):
        if messages[number].text is not None:
            if parent is None:
                roots.append(number)
            else:
                last_child[parent] = number
    at = roots[0] if roots else None
    while at in last_child:
        at = last_child[at]
    return at
