"""Trees of messages: who answers whom, what was shown, and what to do with parents that are missing or run in
circles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from analytics.ingest.log import Log


def parents(log: Log, problems: Counter[str]) -> list[int | None]:
    """For each message the number of the message before it, None for a root. Circles are cut, missing parents make
    roots; both are counted.

    Messages without text are passed over: their children hang on the nearest ancestor that has one.
    """
    messages = log.messages
    if not (log.tree or any(message.parent for message in messages)):
        return _line(log)
    by_id: dict[str, int] = {}
    for number, message in enumerate(messages):
        if message.id is not None and by_id.setdefault(message.id, number) != number:
            problems["messages whose id another message of the conversation has"] += 1
    found: list[int | None] = []
    for number, message in enumerate(messages):
        above = by_id.get(message.parent) if message.parent else None
        if message.parent and above is None:
            problems["messages whose parent is missing"] += 1
        found.append(None if above == number else above)
        problems["messages that were their own ancestor"] += above == number and message.parent is not None
    _cut_circles(found, problems)
    return [_with_text(log, found, above) for above in found]


def depths(above: Sequence[int | None]) -> list[int]:
    """How many messages lie before each one, up to its root."""
    found = [-1] * len(above)
    for number in range(len(above)):
        chain = []
        at: int | None = number
        while at is not None and found[at] < 0:
            chain.append(at)
            at = above[at]
        depth = found[at] if at is not None else -1
        for one in reversed(chain):
            depth += 1
            found[one] = depth
    return found


def path(log: Log, above: Sequence[int | None]) -> list[bool]:
    """Whether each message was last shown: as the record says, else the way up from its leaf, else from the last
    message down the last branches.
    """
    messages = log.messages
    if any(message.on_path is not None for message in messages):
        return [bool(message.on_path) for message in messages]
    leaf = next(
        (number for number, message in enumerate(messages) if log.leaf is not None and message.id == log.leaf), None
    )
    at = _last_leaf(log, above) if leaf is None else leaf
    shown = [False] * len(messages)
    while at is not None:
        shown[at] = True
        at = above[at]
    return shown


def _line(log: Log) -> list[int | None]:
    found: list[int | None] = []
    last = None
    for number, message in enumerate(log.messages):
        found.append(last)
        last = number if message.text is not None else last
    return found


def _cut_circles(above: list[int | None], problems: Counter[str]) -> None:
    """Make a root of the first message of each circle."""
    done = [False] * len(above)
    for number in range(len(above)):
        chain: set[int] = set()
        at: int | None = number
        while at is not None and not done[at]:
            chain.add(at)
            following = above[at]
            if following in chain:
                above[following] = None
                problems["messages that were their own ancestor"] += 1
            at = following if following not in chain else None
        for one in chain:
            done[one] = True


def _with_text(log: Log, above: list[int | None], at: int | None) -> int | None:
    while at is not None and log.messages[at].text is None:
        at = above[at]
    return at


def _last_leaf(log: Log, above: Sequence[int | None]) -> int | None:
    """From the first root down, always to the last child."""
    last_child: dict[int, int] = {}
    roots = []
    for number, parent in enumerate(above):
        if log.messages[number].text is not None:
            if parent is None:
                roots.append(number)
            else:
                last_child[parent] = number
    at = roots[0] if roots else None
    while at in last_child:
        at = last_child[at]
    return at
