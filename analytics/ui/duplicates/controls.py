"""Which documents count as duplicates, and which of them is kept: the controls of the page, all in the URL."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from analytics.ask.column_titles import column_title
from analytics.ask.columns import columns
from analytics.ask.duplicates import KEEP_RULES, KeepPolicy, Thresholds
from analytics.errors import DataloupeError
from analytics.ui.components.pickers import checked
from analytics.ui.components.text import shortened
from analytics.ui.duplicates.queries import lowest_score
from analytics.ui.frame.page import Page

JACCARD_HELP = (
    "The share of all five-word shingles of two texts that both texts contain. "
    "Every pair is verified: this is its true value, not an estimate."
)
CONTAINMENT_HELP = (
    "Also count a document that is contained in a longer one: the share of its own five-word shingles in the other "
    "document, at least 16 of them. The build finds 99 % of the excerpts with containment 0.4 to 0.5, and more of those"
    " above (measured on 263 planted ones)."
)
COSINE_HELP = (
    "Also count documents that say the same in other words, by the cosine similarity of their embeddings. A pair "
    "counts only if it stands out (5 % closer than the two documents are to their neighbours on average) and if its "
    "numbers, names, negations and most important words agree. Of 100 such pairs, a reader would remove one document "
    "in 94 (95 % interval 88 to 97)."
)
INDIRECT_HELP = (
    "On: remove only documents that are themselves close to a kept document. "
    "Off: keep one document of each cluster, and remove indirect duplicates, which only a chain of pairs links to it."
)
SOURCES_HELP = (
    "Of several copies, the one whose source comes first in this list is kept. Sources that are not listed come last. "
    "Of copies from one source, the first document is kept."
)
MAX_SOURCES_SHOWN = 12
JACCARD, CONTAINMENT, COSINE = 0.8, 0.8, 0.95
"""The thresholds at first."""


def pick(page: Page) -> tuple[Thresholds, KeepPolicy]:
    """The thresholds, one a kind of duplicate, and the keep policy."""
    notes = page.manifest.stages["duplicates"].notes
    same_words, excerpts, same_meaning, keep = st.columns(4, gap="medium")
    with same_words:
        jaccard = _jaccard(notes)
    with excerpts:
        lowest = lowest_score(notes, "containment")
        containment = _optional("Excerpts: containment", "containment", lowest, CONTAINMENT, CONTAINMENT_HELP)
    with same_meaning:
        cosine = _cosine(notes)
    with keep:
        rule = st.selectbox("Document to keep", list(KEEP_RULES), key="keep", bind="query-params") or next(
            iter(KEEP_RULES)
        )
    representative = st.toggle(
        "Keep documents linked only through removed ones",
        True,
        key="representative",
        bind="query-params",
        help=INDIRECT_HELP,
    )
    signal, lower_is_better = _signal(page) if rule == "best signal" else (None, False)
    sources = _sources(page) if rule == "source priority" else ()
    return Thresholds(jaccard, containment, cosine), KeepPolicy(
        rule, signal, lower_is_better, sources, bool(representative)
    )


def _jaccard(notes: Mapping[str, Any]) -> float:
    value = st.slider(
        "Same words: Jaccard",
        lowest_score(notes, "jaccard"),
        1.0,
        JACCARD,
        0.01,
        key="jaccard",
        bind="query-params",
        help=f"{JACCARD_HELP} {_recall(notes)}",
    )
    st.caption("Exact copies always count.")
    return value


def _cosine(notes: Mapping[str, Any]) -> float | None:
    if notes.get("semantic"):
        cosine = _optional("Same meaning: cosine", "cosine", lowest_score(notes, "cosine"), COSINE, COSINE_HELP)
        if related := notes.get("related"):
            st.caption(f"{related:,} more pairs have a similar meaning but different content. They are no duplicates.")
        return cosine
    st.caption("Same meaning: not available. This workspace has no neighbour graph. Build it with an encoder.")
    return None


def _optional(label: str, key: str, lowest: float, default: float, help: str) -> float | None:
    """A slider that counts only while the toggle below it is on."""
    is_on = st.session_state.get(f"{key}-on", st.query_params.get(f"{key}-on") == "true")
    value = st.slider(label, lowest, 1.0, default, 0.01, key=key, bind="query-params", help=help, disabled=not is_on)
    return value if st.toggle("Count these too", key=f"{key}-on", bind="query-params") else None


def _signal(page: Page) -> tuple[str, bool]:
    """The signal that decides, and whether a lower value is better."""
    options = {
        column_title(column.table, column.name): column.name
        for column in columns(page.connection, "signals")
        if column.is_number
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choice = st.selectbox("Signal", list(options), key="keep-signal", bind="query-params", width=300)
        lower_is_better = st.toggle("Lower is better", key="keep-least", bind="query-params")
    return checked(options, choice), bool(lower_is_better)


def _sources(page: Page) -> tuple[str, ...]:
    """The order of sources as it is typed. Raises DataloupeError for a source that the workspace does not have."""
    rows = page.connection.execute(
        "SELECT source FROM documents WHERE source IS NOT NULL GROUP BY source ORDER BY count(*) DESC, source"
    ).fetchall()
    names = [name for (name,) in rows]
    typed = st.text_area(
        "Source order, one source per line",
        key="keep-sources",
        bind="query-params",
        placeholder="\n".join(names[:MAX_SOURCES_SHOWN]),
        height=120,
        width=400,
        help=SOURCES_HELP,
    )
    order = tuple(dict.fromkeys(line.strip() for line in (typed or "").splitlines() if line.strip()))
    if unknown := [name for name in order if name not in names]:
        raise DataloupeError(f"There is no source {unknown[0]!r}. There are: {shortened(names, MAX_SOURCES_SHOWN)}.")
    return order


def _recall(notes: Mapping[str, Any]) -> str:
    """The probability that the banding finds a pair, for two similarities."""
    if not notes.get("bands"):
        return ""
    chance = {jaccard: 1 - (1 - jaccard ** notes["rows"]) ** notes["bands"] for jaccard in (0.5, 0.7)}
    return (
        f"The build finds a pair of Jaccard 0.5 with probability {chance[0.5]:.3f}, "
        f"one of 0.7 with more than {min(chance[0.7], 0.99999):.5f}."
    )
