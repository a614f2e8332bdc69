"""What is to be chosen: how many, by which aims, all in the link."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from analytics.access import Permission
from analytics.ask.choice import ENDINGS, Request, Weights, read_examples
from analytics.ask.column_titles import unique_titles
from analytics.ask.columns import columns
from analytics.ask.duplicates import Thresholds
from analytics.ask.groupings import group_sizes, grouping_named, groupings
from analytics.ask.selection import ALL, Selection
from analytics.ui.components.pickers import checked
from analytics.ui.components.selection import saved_for_comparison
from analytics.ui.frame.page import Page
from analytics.ui.frame.visitor import may

NONE = "none"
DEFAULT_SIZE = {"documents": 1000, "tokens": 1_000_000}
AIMS_HELP = {
    "Diversity": "Documents that stand for as many others as possible: facility location on the nearest neighbours.",
    "Quality": "Documents with high values of the quality column, by rank.",
    "Closeness": "Documents that resemble the target, by the rank of their mean similarity to the nearest targets.",
    "Balance": "Equal shares of the groups, as far as each group has documents.",
}
MAX_TARGETS_LISTED = 12


def pick(page: Page) -> Request:
    """The request of the page."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        unit = st.segmented_control(
            "Choose by", list(DEFAULT_SIZE), default="documents", key="unit", bind="query-params", required=True
        )
        unit = unit if unit in DEFAULT_SIZE else "documents"
        size = st.number_input(
            f"Number of {unit}", 1, value=DEFAULT_SIZE[unit], key=f"size-{unit}", bind="query-params", width=150
        )
        quality, lower_is_better = _pick_quality(page)
        target = _pick_target(page)
        examples = _pick_examples()
        balance = st.selectbox(
            "Balance over", [NONE, *page.ask_of(groupings)], key="balance", bind="query-params", width=130
        )
        without_duplicates = st.toggle(
            "One of near-duplicates",
            True,
            key="no-dups",
            bind="query-params",
            help=f"Of documents that repeat one another ({Thresholds().describe()}), at most one is chosen.",
        )
    asked = {
        "Diversity": True,
        "Quality": quality,
        "Closeness": bool(target or examples),
        "Balance": balance not in (NONE, None),
    }
    return Request(
        int(size or DEFAULT_SIZE[unit]),
        unit,
        _pick_weights(asked),
        quality,
        lower_is_better,
        target,
        balance if asked["Balance"] else None,
        Thresholds() if without_duplicates else None,
        examples,
    )


def _pick_quality(page: Page) -> tuple[tuple[str, str] | None, bool]:
    tables = ("quality", "documents", "metadata", "signals", "content")
    numbers = sorted(columns(page.connection, *tables), key=lambda one: tables.index(one.table))
    titled = unique_titles([one for one in numbers if one.is_number])
    options = {title: (one.table, one.name) for title, one in titled.items()}
    choice = st.selectbox("Quality", [NONE, *options], key="quality", bind="query-params", width=210)
    if choice in (NONE, None):
        return None, False
    lower = st.toggle("Lower is better", key="lower", bind="query-params")
    return checked(options, choice), lower


def _pick_target(page: Page) -> Selection:
    """The documents to resemble: the saved selection, or a group."""
    options: dict[str, Selection] = {}
    saved = saved_for_comparison()
    if saved:
        options[f"saved selection: {saved.describe()}"[:80]] = saved
    for name in page.ask_of(groupings):
        for group, _ in page.ask_of(group_sizes, name, MAX_TARGETS_LISTED):
            options[f"{name}: {group}"] = Selection((grouping_named(name).filter(page.connection, group),))
    choice = st.selectbox(
        "Target",
        [NONE, *options],
        key="target",
        bind="query-params",
        width=210,
        help="Documents that the chosen ones should resemble. To use any selection, press “Save for comparison” in its "
        "menu “Decide”.",
    )
    return ALL if choice in (NONE, None) else checked(options, choice)


def _pick_examples() -> tuple[str, ...]:
    """The texts of an uploaded file, which the chosen documents should resemble; none for who may not upload."""
    if not may(Permission.BUILD):
        return ()
    with st.popover("Examples", icon=":material/upload:"):
        file = st.file_uploader(
            "Texts that the chosen documents should resemble",
            list(ENDINGS),
            key="examples",
            help="One text a line (.txt), or a column of texts. They are encoded as the documents are.",
        )
        examples = () if file is None else read_examples(Path(file.name), file.getvalue())
        if examples:
            st.caption(f"{len(examples):,} texts.")
    return examples


def _pick_weights(asked: Mapping[str, object]) -> Weights:
    """A slider for each aim that can count."""
    shown = [aim for aim, given in asked.items() if given]
    if len(shown) == 1:
        return Weights()
    weights = {}
    for column, aim in zip(st.columns(len(shown), gap="medium"), shown, strict=True):
        weights[aim.lower()] = column.slider(
            aim, 0.0, 1.0, 1.0, 0.1, key=f"w-{aim.lower()}", bind="query-params", help=AIMS_HELP[aim]
        )
    if not any(weights.values()):
        st.info("All weights are 0. Only diversity counts.", icon=":material/balance:")
        return Weights()
    return Weights(**{"diversity": 0.0} | weights)
