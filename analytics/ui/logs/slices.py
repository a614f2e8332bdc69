"""The slices page: how to search, the findings, and the way to their conversations."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask.logs import slices as ask
from analytics.ask.logs.ratings import Ratings
from analytics.ask.logs.slices import SearchSettings, SliceFindings
from analytics.errors import DataloupeError
from analytics.figures.intervals import interval_dots
from analytics.statistics.slice_candidates import MAX_TESTED
from analytics.statistics.slices import Slice
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Shared
from analytics.ui.frame.page import Page
from analytics.ui.logs.ratings import keyed

MAX_FINDINGS = 8
SEARCH_CACHE = Shared(max_entries=4, spinner="Searching on one half of the users, testing on the other")

METHOD = (
    "The users are split into two halves, so that no user counts in both. On the first half, every slice of one or "
    "two conditions is ranked by the lower bound of its excess of negative ratings; the best "
    f"{MAX_TESTED} are tested on the second half, which alone gives all figures on this page. Each slice is compared "
    "with all ratings outside it, between equally critical users (a random intercept per user); the variance leaves "
    "out one user at a time, and users with many ratings count for fewer users (Kish's effective number). The "
    "Benjamini-Hochberg procedure selects the significant slices. Verified by simulation (make truth): of 200 logs "
    "without any true slice, at most 5 % had a finding, also where few users give most ratings. Estimates near the "
    "threshold are too large on average, so a corrected one is shown next to each. Slices with nearly the same rows "
    "(Jaccard 0.8) are one finding; a slice that is not significant without the rows of higher findings is explained "
    "by them. Negative is 1 minus the rating, on a scale from 0 (worst) to 1 (best)."
)


def pick_settings(ratings: Ratings) -> SearchSettings:
    """In which columns to search, and how strictly."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dimensions = st.multiselect(
            "Columns to search in",
            list(ratings.dimensions),
            default=ask.default_dimensions(ratings),
            key="dimensions",
            help="By default, everything that is fixed before the answer. Properties of the answer itself, such as its "
            "topic, length and latency, are not: they are part of what is rated.",
        )
        with st.popover("Settings", icon=":material/tune:"):
            settings = _pick_limits(tuple(dimensions), ratings.user_noun)
        with st.popover("Method", icon=":material/info:"):
            st.text(METHOD)
    for name in dimensions:
        if name not in ratings.dimensions:
            raise DataloupeError(f"There is no dimension {name!r}. There are: {', '.join(ratings.dimensions)}.")
    return settings


def _pick_limits(dimensions: tuple[str, ...], user_noun: str) -> SearchSettings:
    conditions = st.segmented_control("Maximum conditions", [1, 2], default=2, key="conditions", required=True)
    rows = st.number_input("Minimum ratings in each half", 10, 10_000, 50, key="min-rows")
    users = st.number_input(f"Minimum {user_noun} in each half", 5, 10_000, 20, key="min-users")
    rate = st.select_slider(
        "False discovery rate",
        [0.01, 0.05, 0.1, 0.2],
        0.05,
        format_func=lambda share: f"{share:.0%}",
        key="fdr",
        help="The expected share of false findings (Benjamini-Hochberg procedure). It is guaranteed for "
        "independent tests; "
        "overlapping slices are not independent.",
    )
    return SearchSettings(dimensions, int(conditions or 2), int(rows), int(users), float(rate))


def search(page: Page, ratings: Ratings, settings: SearchSettings) -> SliceFindings:
    """The findings, cached."""
    return page.derive(ask.search_slices, keyed(ratings), settings, shared=SEARCH_CACHE)


def show_findings(findings: SliceFindings) -> None:
    """Each independent finding with its figures, the largest certain excess first; the slices that they explain are
    folded.
    """
    title = "excess negative ratings, compared with the rate elsewhere"
    show(
        interval_dots(findings.table(), percent=False, reference=0, title=title),
        "Findings by excess negative ratings",
    )
    independent, explained = findings.independent, findings.explained
    for place, finding in enumerate(independent[:MAX_FINDINGS]):
        _finding(findings, finding, place)
    if len(independent) > MAX_FINDINGS:
        st.caption(f"The first {MAX_FINDINGS} of {len(independent)} findings.")
    if explained:
        with st.expander(
            f"Not significant without the rows that they share with these slices: {len(explained)}",
            icon=":material/subdirectory_arrow_right:",
        ):
            for finding in explained:
                _explained(findings, finding)


def show_untested(findings: SliceFindings) -> None:
    """The groups with the most negative ratings, described but not tested."""
    if not findings.untested:
        return
    rows = pd.DataFrame([(one.text, one.negative, one.n) for one in findings.untested], columns=["text", "value", "n"])
    columns = {"text": formats.text("Group"), "value": formats.share("Negative"), "n": formats.count("Ratings")}
    table(rows, columns, "Groups with the most negative ratings, not tested")
    st.caption("The most negative groups. One group is always the most negative, even by chance alone.")


def _finding(findings: SliceFindings, finding: Slice, place: int) -> None:
    with st.container(border=True):
        text, button = st.columns([5, 1.3], vertical_alignment="center")
        with text:
            st.markdown(f"**{plain(findings.describe(finding.conditions))}**: {plain(findings.evidence_text(finding))}")
            st.caption(plain(findings.figures_text(finding)))
            st.caption(plain(findings.selection_text(finding)))
            if finding.same_rows:
                others = "; ".join(findings.describe(other) for other in finding.same_rows)
                st.caption(plain(f"Nearly the same rows: {others}"))
        if button.button(
            "Read conversations",
            key=f"read-{place}",
            icon=":material/forum:",
            help="Select this slice and read its conversations.",
            width="stretch",
        ):
            select(*findings.filters(finding))
            st.switch_page("pages/conversations.py")


def _explained(findings: SliceFindings, finding: Slice) -> None:
    by = findings.search.slices[finding.explained_by or 0]
    text = (
        f"{findings.describe(finding.conditions)}: {findings.evidence_text(finding)}, {finding.n:,} ratings; "
        f"shares most rows with: {findings.describe(by.conditions)}"
    )
    st.caption(plain(text))
