"""What counts as a duplicate, and which one stays: the controls of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from analytics.ask.columns import columns
from analytics.ask.duplicates import KEEP_RULES, KeepPolicy, Thresholds
from analytics.errors import DataloupeError
from analytics.ui.components.pickers import title
from analytics.ui.frame.page import Page

JACCARD = "The share of all five-word runs of two texts that stand in both. Every pair is verified: this is its true value, not an estimate."
EXCERPTS = "Also count a document that stands in a longer one: the share of its own five-word runs found there (containment), at least 16 of them."
MEANING = (
    "Also count documents that only their embeddings bring together, by the cosine of the two. It counts only where the pair stands out: "
    "5 % closer than the two are to their neighbours on average. Read some pairs before you trust a threshold."
)
REPRESENTATIVE = "On: remove only what is itself close to a kept document. Off: one document of each cluster stays, and members that only a chain of pairs ties to it go too."

IN_ORDER = "Of several copies the one stays whose source stands highest here. Sources that are not named come last, and among copies of one source the first document stays."
SHOWN_SOURCES = 12


def pick(page: Page) -> tuple[Thresholds, KeepPolicy]:
    """A threshold for each kind of duplicate (excerpts and meaning are out until they are switched on), and the rule
    for what stays.
    """
    notes = page.manifest.stages["duplicates"].notes
    words, excerpts, meaning, keep = st.columns(4, gap="medium")
    with words:
        least = float(notes.get("min_jaccard", 0.5))
        jaccard = st.slider(
            "Same words: Jaccard",
            least,
            1.0,
            0.8,
            0.01,
            key="jaccard",
            bind="query-params",
            help=f"{JACCARD} {_recall(notes)}",
        )
        st.caption("Exact copies always count.")
    with excerpts:
        containment = _optional(
            "Excerpts: containment", "containment", float(notes.get("min_containment", 0.4)), 0.8, EXCERPTS
        )
    with meaning:
        if notes.get("semantic"):
            cosine = _optional("Same meaning: cosine", "cosine", float(notes.get("min_cosine", 0.9)), 0.95, MEANING)
        else:
            cosine = None
            st.caption("Same meaning: not known. This workspace has no neighbour graph; build it with an encoder.")
    with keep:
        rule = st.selectbox("Keep", list(KEEP_RULES), key="keep", bind="query-params") or next(iter(KEEP_RULES))
        representative = st.toggle(
            "Spare chain members", True, key="representative", bind="query-params", help=REPRESENTATIVE
        )
    signal, less = _signal(page) if rule == "best signal" else (None, False)
    sources = _sources(page) if rule == "source priority" else ()
    return Thresholds(jaccard, containment, cosine), KeepPolicy(rule, signal, less, sources, bool(representative))


def _signal(page: Page) -> tuple[str, bool]:
    """The signal to go by, and whether less of it is better."""
    numbers = {title(column): column.name for column in columns(page.connection, "signals") if column.is_number}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox("Signal", list(numbers), key="keep-signal", bind="query-params", width=300)
        least = st.toggle("Least is best", key="keep-least", bind="query-params")
    if chosen not in numbers:
        raise DataloupeError(f"there is no signal {chosen!r} - there are {', '.join(numbers)}")
    return numbers[chosen], bool(least)


def _sources(page: Page) -> tuple[str, ...]:
    """The order of sources as it was typed. Sources that it does not name come after those it names."""
    names = [
        name
        for (name,) in page.connection.execute(
            "SELECT source FROM documents WHERE source IS NOT NULL GROUP BY source ORDER BY count(*) DESC, source"
        ).fetchall()
    ]
    typed = st.text_area(
        "Sources in order, one a line",
        key="keep-sources",
        bind="query-params",
        placeholder="\n".join(names[:SHOWN_SOURCES]),
        height=120,
        width=400,
        help=IN_ORDER,
    )
    order = tuple(dict.fromkeys(line.strip() for line in (typed or "").splitlines() if line.strip()))
    if unknown := [name for name in order if name not in names]:
        more = f" and {len(names) - SHOWN_SOURCES} more" if len(names) > SHOWN_SOURCES else ""
        raise DataloupeError(f"there is no source {unknown[0]!r} - there are {', '.join(names[:SHOWN_SOURCES])}{more}")
    return order


def _optional(label: str, key: str, least: float, default: float, help: str) -> float | None:
    """A slider that counts only while the toggle below it is on."""
    on = st.session_state.get(f"{key}-on", st.query_params.get(f"{key}-on") == "true")
    value = st.slider(label, least, 1.0, default, 0.01, key=key, bind="query-params", help=help, disabled=not on)
    return value if st.toggle("Count these too", key=f"{key}-on", bind="query-params") else None


def _recall(notes: Mapping[str, Any]) -> str:
    if not notes.get("bands"):
        return ""
    chance = {jaccard: 1 - (1 - jaccard ** notes["rows"]) ** notes["bands"] for jaccard in (0.5, 0.7)}
    return f"A pair at 0.5 was found with probability {chance[0.5]:.3f}, one at 0.7 with more than {min(chance[0.7], 0.99999):.5f}."
