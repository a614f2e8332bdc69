"""What are columns called on pages? By the title of a signal or of a column that dataloupe knows; a column of the input
keeps its own name.
"""

from __future__ import annotations

from collections.abc import Sequence

from analytics.ask.columns import Column
from analytics.names import unique_name
from analytics.signals.registry import find_signal

KNOWN_TITLES: dict[str, dict[str, str]] = {
    "documents": {
        "doc_id": "Document",
        "kind": "Kind",
        "source": "Source",
        "text": "Text",
        "title": "Title",
        "lang": "Language (declared)",
        "label": "Label",
        "created_at": "Date",
        "url": "URL",
        "score": "Score",
    },
    "map": {
        "x": "Map, x",
        "y": "Map, y",
        "topic_id": "Topic number",
        "faithfulness": "Faithfulness on the map",
        "no_topic_reason": "Why documents have no topic",
    },
    "turns": {
        "conversation_id": "Conversation",
        "turn_index": "Turn",
        "parent_doc_id": "Previous message",
        "role": "Role",
        "on_path": "On the main path",
        "model": "Model",
        "prompt_version": "Prompt version",
        "user_id": "User",
        "created_at": "Time of the message",
        "latency_ms": "Latency (ms)",
        "cost": "Cost",
    },
}
TABLE_SUFFIXES = {"metadata": "input", "turns": "messages"}
"""What follows a title that two columns have."""


def column_title(table: str, name: str) -> str:
    """The title of a signal or of a known column; the name of any other column."""
    signal = find_signal(table, name)
    return signal.title if signal else KNOWN_TITLES.get(table, {}).get(name, name)


def title_in_sentence(table: str, name: str) -> str:
    """The title within a sentence: in lower case, except an abbreviation; names of columns of the input stay as they
    are.
    """
    title = column_title(table, name)
    return title if title == name or title.isupper() else title.lower()


def unique_titles(columns: Sequence[Column]) -> dict[str, Column]:
    """The columns by title, in their order. Where several columns have one title, all but the first are followed by
    their table: `Words (input)`.
    """
    titled: dict[str, Column] = {}
    for column in columns:
        title = column_title(column.table, column.name)
        if title.lower() in {other.lower() for other in titled}:
            title = f"{title} ({TABLE_SUFFIXES.get(column.table, column.table)})"
        titled[unique_name(title, titled)] = column
    return titled


def former_titles(column: Column) -> tuple[str, ...]:
    """What earlier releases called the column in pickers, and in links: `created_at (documents)`, `lang`."""
    signal = find_signal(column.table, column.name)
    return f"{signal.title if signal else column.name} ({column.table})", column.name
