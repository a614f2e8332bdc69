"""The menu of the columns that can colour the map: their titles, in groups, the usual ones first, with a search."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from analytics.ask.map import colours
from analytics.ask.map.colours import ColourBy
from analytics.signals.registry import FAMILIES, find_signal

PARAMETER, KEY = "colour", "colour-menu"
JS, CSS = (Path(__file__).with_suffix(f".{kind}") for kind in ("js", "css"))
MAX_USUAL = 5

TITLES = {
    ("topics", "theme"): "Theme",
    ("topics", "topic"): "Topic",
    ("duplicate_pairs", "copies"): "Number of duplicates",
    ("documents", "source"): "Source",
    ("documents", "lang"): "Language (declared)",
    ("documents", "label"): "Label",
    ("documents", "created_at"): "Time",
    ("documents", "score"): "Score",
    ("documents", "kind"): "Kind of document",
    ("turns", "model"): "Model",
    ("turns", "prompt_version"): "Prompt version",
    ("turns", "role"): "Role",
    ("turns", "on_path"): "In the final conversation",
    ("turns", "latency_ms"): "Latency (ms)",
    ("turns", "cost"): "Cost",
    ("map", "faithfulness"): "Faithfulness of the map",
    ("map", "no_topic_reason"): "Why documents have no topic",
}
USUAL = (
    ("topics", "theme"), ("documents", "source"), ("feedback", ""), ("signals", "lang_detected"),
    ("documents", "created_at"), ("turns", "model"), ("documents", "label"), ("documents", "score"),
    ("signals", "n_words"),
)  # fmt: skip
"""The columns that people choose most, by table and name: the first five that there are come first."""

GROUP_OF_TABLE = {
    "topics": "Themes",
    "documents": "Source and input",
    "metadata": "Source and input",
    "feedback": "Ratings",
    "turns": "Conversations",
    "behaviour": "Answers",
    "quality": "Quality",
    "content": "Quality",
    "signals": "Other signals",
    "map": "Map and duplicates",
    "duplicate_pairs": "Map and duplicates",
}
GROUP_OF_FAMILY = {
    "n_chars": "Length",
    "mean_word_length": "Words",
    "bullet_line_frac": "Lines",
    "dup_line_frac": "Repetition",
    "letter_char_frac": "Characters",
    "lang_detected": "Language",
    "pii_count": "Personal data",
    "profanity_count": "Swear words",
}
"""The group of a family of signals, by the name of its first one. Other families are in the group of their table."""

FIRST_GROUP = "Most used"
GROUPS = (
    "Themes", "Source and input", "Ratings", "Conversations", "Answers", "Language", "Length", "Quality", "Repetition",
    "Personal data", "Swear words", "Words", "Lines", "Characters", "Other signals", "Map and duplicates",
)  # fmt: skip

_FAMILY_OF = {
    (table, signal.name): GROUP_OF_FAMILY.get(family.signals[0].name)
    for table, families in FAMILIES.items()
    for family in families
    for signal in family.signals
}


def group_of(by: ColourBy) -> str:
    """The group of the menu that a column is in."""
    if (by.table, by.name) == ("documents", "lang"):
        return "Language"
    return _FAMILY_OF.get((by.table, by.name)) or GROUP_OF_TABLE[by.table]


def title_of(by: ColourBy) -> str:
    """The title of a column on the page."""
    if by.kind == "low":
        return (
            "Share of thumbs-down nearby"
            if "thumb" in by.name.lower()
            else f"Share of neighbours with a low “{by.name}”"
        )
    if by.kind == "newer":
        return "Share of newer documents nearby"
    if by.table == "feedback":
        return f"Rating: {by.name}"
    signal = find_signal(by.table, by.name)
    return TITLES.get((by.table, by.name)) or (signal.title if signal else by.name)


def titled(choices: Iterable[ColourBy]) -> dict[str, ColourBy]:
    """The columns by different titles: the table is part of the title where two columns have the same."""
    named: dict[str, ColourBy] = {}
    for by in choices:
        title = title_of(by)
        named[f"{title} ({by.table})" if title in named else title] = by
    return named


def grouped(choices: dict[str, ColourBy]) -> list[tuple[str, list[str]]]:
    """The titles in groups. The first group has the usual ones, which are in their own group too."""
    usual = [title for one in USUAL for title, by in choices.items() if _is(by, one)]
    groups = {group: [title for title, by in choices.items() if group_of(by) == group] for group in GROUPS}
    return [(FIRST_GROUP, usual[:MAX_USUAL])] + [(group, titles) for group, titles in groups.items() if titles]


def pick(choices: dict[str, ColourBy]) -> str | None:
    """The menu; the title of the chosen column, which the link contains. None when there is no column."""
    if not choices:
        return None
    wanted = st.query_params.get(PARAMETER)
    earlier = {_earlier_title(by): title for title, by in choices.items()}
    first = next(iter(choices))
    title = wanted if wanted in choices else earlier.get(wanted or "", first)
    groups = [{"title": group, "options": titles} for group, titles in grouped(choices)]
    js, css = (path.read_text(encoding="utf-8") for path in (JS, CSS))
    menu = st.components.v2.component("dataloupe_colour_menu", js=js, css=css, isolate_styles=False)
    menu(key=KEY, data={"label": "Colour by", "value": title, "groups": groups}, on_pick_change=_write_url, width=190)
    return title


def _write_url() -> None:
    title = st.session_state[KEY].get("pick")
    if isinstance(title, str):
        st.query_params[PARAMETER] = title


def _is(by: ColourBy, usual: tuple[str, str]) -> bool:
    table, name = usual
    return by.table == table and by.kind not in ("low", "newer") and name in ("", by.name)


def _earlier_title(by: ColourBy) -> str:
    """The title in links of earlier versions."""
    if by in (colours.THEME, colours.TOPIC, colours.COPIES):
        return by.name.capitalize()
    signal = find_signal(by.table, by.name)
    return f"{signal.title if signal else by.name} ({by.table})"
