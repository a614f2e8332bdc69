"""The first records of an input as they will be: documents or conversations, and the rejected records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from analytics.ui.components import formats
from analytics.ui.components.table import table
from analytics.ui.components.text import counted, plain
from analytics.ui.data.labels import counts_text

HEIGHT = 430
FACTS = ("title", "label", "created_at", "source", "score", "lang", "url")
REJECT_COLUMNS = {
    "row": formats.count("Record", width=70),
    "reason": formats.text("Reason", width=220),
    "raw": formats.text("Content"),
}
ROLE_ICONS = {
    "user": ":material/person:",
    "assistant": ":material/smart_toy:",
    "system": ":material/settings:",
    "tool": ":material/build:",
}


def show_preview(preview: Mapping[str, Any]) -> None:
    """Counts of the first records, examples of what they become, and the rejected records with reasons."""
    counts, examples = preview["counts"], preview["examples"]
    st.markdown(plain(f"First {counts_text(counts)}"))
    if preview["comparisons"]:
        winners = ", ".join(f"{winner} {count:,}" for winner, count in preview["comparisons"].items())
        st.caption(plain(f"Winners: {winners}."))
    if not examples:
        st.info("No record becomes a document. Change the fields on the left.", icon=":material/info:")
    elif "turns" in examples[0]:
        with st.container(height=HEIGHT, key="reading-conversations"):
            for example in examples:
                _conversation(example)
    else:
        _documents(examples)
    if preview["rejects"]:
        with st.expander(f"{counted(counts['rejects'], 'rejected record')}, with reasons", icon=":material/block:"):
            table(pd.DataFrame(preview["rejects"]), REJECT_COLUMNS, "Rejected records", height=180)


def _documents(examples: Sequence[Mapping[str, Any]]) -> None:
    """A row for each document, and the first text in full."""
    rows = pd.DataFrame([{"text": one["text"], **one["facts"]} for one in examples])
    shown = [name for name in FACTS if name in rows and (name != "source" or rows[name].nunique() > 1)]
    columns = {"text": formats.text("Text", width=240 if shown else 500)}
    columns |= {name: formats.text(_title(name)) for name in shown}
    table(rows, columns, "The first documents", visible_rows=len(rows))
    with st.container(height=HEIGHT - 230):
        st.caption("The first text")
        st.text(examples[0]["text"])


def _conversation(example: Mapping[str, Any]) -> None:
    facts = [f"{name} {value}" for name, value in example["facts"].items()]
    st.caption(plain(" · ".join([f"Conversation {example['name']}", *facts, *example["ratings"]]), limit=160))
    for turn in example["turns"]:
        role = str(turn["role"] or "no role")
        details = " · ".join(
            [role, *(f"{_title(name).lower()} {value}" for name, value in turn["facts"].items()), *turn["ratings"]]
        )
        st.caption(f"{ROLE_ICONS.get(role, ':material/chat_bubble:')} **{plain(details, limit=120)}**")
        st.text(turn["text"])
    if example["more"]:
        st.caption(f"{counted(example['more'], 'more turn')}.")


def _title(name: str) -> str:
    return {"created_at": "Time", "lang": "Language", "url": "URL", "user_id": "User", "latency_ms": "Latency"}.get(
        name, name.capitalize()
    )
