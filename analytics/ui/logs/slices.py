"""The pieces of the slices page: how to search, what survived, and the way to the conversations."""

from __future__ import annotations

import streamlit as st

from analytics.ask.logs import slices as ask
from analytics.ask.logs.ratings import Ratings
from analytics.ask.logs.slices import Findings, Search
from analytics.errors import DataloupeError
from analytics.figures.intervals import interval_dots
from analytics.statistics.slice_candidates import MAX_TESTED
from analytics.statistics.slices import Slice
from analytics.ui.components.charts import show
from analytics.ui.components.selection import select
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

SHOWN, SEARCHES = 8, 4

METHOD = f"""Users are split into two halves, so that nobody votes twice. On the first half every slice of one or two conditions is scored by the lower bound of
its excess of unhappy ratings; the best {MAX_TESTED} go to the second half, which alone gives all figures shown here. There each slice is compared with all
ratings outside it, with a variance clustered by user, and Benjamini-Hochberg holds the share of false findings below the rate that is set.
Slices with nearly the same rows (Jaccard of 0.8) are one finding; a slice that shows nothing without the rows of higher findings is explained by them.
Unhappy is 1 minus the rating, each rating taken to 0 (worst) to 1 (best)."""


def pick_search(of: Ratings) -> Search:
    """What to search, and how strict to be."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        usual = ask.dimensions(of)
        chosen = st.multiselect(
            "Search in",
            list(of.dimensions),
            default=usual,
            key="dimensions",
            help="What was there before the answer was. Length, latency and cost of the answer itself are off at first: they are signs of bad answers rather than causes.",
        )
        with st.popover("How strict", icon=":material/tune:"):
            conditions = st.segmented_control("Conditions, at most", [1, 2], default=2, key="conditions", required=True)
            rows = st.number_input("Ratings in each half, at least", 10, 10_000, 50, key="min-rows")
            users = st.number_input(f"{of.people.capitalize()} in each half, at least", 5, 10_000, 20, key="min-users")
            rate = st.select_slider(
                "False findings, at most",
                [0.01, 0.05, 0.1, 0.2],
                0.05,
                format_func=lambda share: f"{share:.0%}",
                key="fdr",
            )
        with st.popover("How it is tested", icon=":material/info:"):
            st.text(METHOD.replace("\n", " "))
    if unknown := [name for name in chosen if name not in of.dimensions]:
        raise DataloupeError(
            f"there is nothing called {unknown[0]!r} to search in - there is {', '.join(of.dimensions)}"
        )
    return Search(tuple(chosen), int(conditions or 2), int(rows), int(users), float(rate))


def search(page: Page, of: Ratings, how: Search) -> Findings:
    """The findings, from the cache where workspace, selection and search are the same."""
    return _search(str(page.workspace.path), page.manifest.generation, page.selection.to_url(), of.name, how, _of=of)


def findings(found: Findings) -> None:
    """Every finding in words with its figures, largest certain excess first; what they explain is folded away."""
    show(
        interval_dots(
            found.table(), percent=False, reference=0, title="unhappy ratings beyond what the rate elsewhere explains"
        ),
        "Findings by excess unhappy ratings",
    )
    for place, one in enumerate(found.own[:SHOWN]):
        _finding(found, one, place)
    if len(found.own) > SHOWN:
        st.caption(f"The first {SHOWN} of {len(found.own)} findings.")
    if found.explained:
        with st.expander(
            f"{len(found.explained)} more slices are unhappy because of these",
            icon=":material/subdirectory_arrow_right:",
        ):
            for one in found.explained:
                by = found.found.slices[one.explained_by or 0]
                st.caption(
                    plain(
                        f"{found.describe(one.conditions)}: {found.evidence(one)}, {one.n:,} ratings; shares most rows with: {found.describe(by.conditions)}"
                    )
                )


def _finding(found: Findings, one: Slice, place: int) -> None:
    with st.container(border=True):
        said, button = st.columns([5, 1.3], vertical_alignment="center")
        with said:
            st.markdown(f"**{plain(found.describe(one.conditions))}**: {plain(found.evidence(one))}")
            st.caption(plain(found.figures(one)))
            if one.same_rows:
                st.caption(
                    plain("Nearly the same rows: " + "; ".join(found.describe(other) for other in one.same_rows))
                )
        if button.button(
            "Read them",
            key=f"read-{place}",
            icon=":material/forum:",
            help="Select this slice and read its conversations.",
            width="stretch",
        ):
            select(*found.filters(one))
            st.switch_page("pages/conversations.py")


@st.cache_resource(max_entries=SEARCHES, show_spinner="Searching one half of the users, testing on the other")
def _search(path: str, generation: int, selection: str, name: str, how: Search, _of: Ratings) -> Findings:
    return ask.worst(_of, how)
