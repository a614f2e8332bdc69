"""The Compare page: which two selections, and the terms, columns and feedback in which they differ."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import duckdb
import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask import comparison
from analytics.ask.column_titles import column_title
from analytics.ask.filters import Decided, Filter
from analytics.ask.groupings import group_sizes, grouping_named, groupings
from analytics.ask.selection import ALL, Selection
from analytics.errors import DataloupeError
from analytics.ui.components import formats
from analytics.ui.components.add_to_report import add_to_report
from analytics.ui.components.selection import saved_for_comparison
from analytics.ui.components.table import table
from analytics.ui.frame.cache import Shared
from analytics.ui.frame.page import Page

ANSWERS = Shared(25, "Comparing the selections")
MAX_NAME = 80
SELECTED, DECIDED, REST = "selection", "decisions: kept and removed", "all other documents"
TERMS_HELP = (
    "How many times higher the odds of the term are in this selection than in the other: the lower bound of the "
    "interval of the log-odds with an informative Dirichlet prior (Monroe et al. 2008), simultaneous for all "
    "terms with "
    f"{comparison.TERM_CONFIDENCE:.0%} confidence. Computed from the first {comparison.TERM_CHARACTERS:,} characters "
    f"of at most {comparison.TERM_DOCUMENTS:,} documents of each selection."
)
FUNCTION_WORDS = 'Words such as "the" and "of", in the languages of these documents, and words of code such as "http".'
NO_TERM = "No term differs significantly. Small groups need large differences. These are documents of both selections."
EFFECT_HELP = "Cramér's V, bias-corrected: 0 is no difference, 1 is full separation. Numbers are compared in ten bins."
TERM_COLUMNS = {
    "term": formats.text("Term"),
    "here": formats.share("This selection", help="Share of this selection's documents that contain the term"),
    "there": formats.share("Other selection", help="Share of the other selection's documents that contain the term"),
    "odds": formats.number("Odds ≥", 1, help=TERMS_HELP),
}
EXAMPLE_COLUMNS = {
    "side": formats.text("Selection", width=90),
    "doc_id": formats.document_id(width=95),
    "excerpt": formats.text("Text", width=700),
}
COLUMN_COLUMNS = {
    "column": formats.text("Column"),
    "effect": formats.score_bar("Effect", help=EFFECT_HELP),
    "what": formats.text("More frequent in the first selection"),
    "in_a": formats.share("Share, first"),
    "in_b": formats.share("Share, second"),
}
FEEDBACK_COLUMNS = {
    "name": formats.text("Feedback"),
    "n_a": formats.count("Ratings, first"),
    "n_b": formats.count("Ratings, second"),
    "mean_a": formats.number("Mean, first", 3),
    "mean_b": formats.number("Mean, second", 3),
    "difference": formats.number("Difference", 3),
    "low": formats.number("Low", 3),
    "high": formats.number("High", 3),
}


def pick_two(page: Page) -> tuple[Selection, Selection] | None:
    """The two sides to compare, both in the link: by default the selection and the rest, else the two largest groups.
    None when the documents form no two groups.
    """
    groups, others = page.ask_of(_comparable_groupings), page.ask_of(comparison.fallback_groups)
    every = [*groups, *(name for name in others if name not in groups)]
    ways = [*([SELECTED] if page.selection else []), *every, *([DECIDED] if _has_removals(page) else [])]
    if not ways:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        way = st.selectbox("Compare by", ways, key="by", bind="query-params", width=200)
        if way not in ways:
            raise DataloupeError(f"Documents cannot be compared by {way!r}. There are: {', '.join(ways)}.")
        if way == SELECTED:
            return _selection_and_other(page)
        if way == DECIDED:
            return _kept_and_removed(page)
        if way in groups:
            return _two_groups(way, groups[way], partial(_filter_of_group, page, way))
        return _two_groups(way, list(others[way]), others[way].__getitem__)


def _two_groups(way: str, names: list[str], filter_of: Callable[[str], Filter]) -> tuple[Selection, Selection]:
    """Two groups of a grouping, or one and all other documents."""
    first = st.selectbox("First selection", names, key="this", bind="query-params", width=260)
    others = [*[name for name in names if name != first], REST]
    second = st.selectbox("Second selection", others, key="that", bind="query-params", width=260)
    for name, known in ((first, names), (second, others)):
        if name not in known:
            raise DataloupeError(f"{way} has no value {name!r} to compare. There are: {', '.join(known[:20])}.")
    return Selection((filter_of(first),)), ALL if second == REST else Selection((filter_of(second),))


def _filter_of_group(page: Page, way: str, name: str) -> Filter:
    return grouping_named(way).filter(page.connection, name)


def _selection_and_other(page: Page) -> tuple[Selection, Selection]:
    """The selection, and what was saved for comparison or all other documents."""
    saved = saved_for_comparison()
    options = {REST: ALL}
    if saved is not None and saved != page.selection:
        options = {_cut(f"saved: {saved.describe()}"): saved} | options
    choice = st.selectbox("Second selection", list(options), key="with", width=420)
    return page.selection, options.get(choice or "", ALL)


def _kept_and_removed(page: Page) -> tuple[Selection, Selection]:
    """What the decisions keep and remove of the selection."""
    recipe = page.decisions.recipe()
    page.decisions.provide(Selection((Decided(recipe.digest),)))
    kept, removed = (Selection((*page.selection.filters, Decided(recipe.digest, keep))) for keep in (True, False))
    return kept, removed


def _has_removals(page: Page) -> bool:
    is_decided = any(isinstance(one, Decided) for one in page.selection.filters)
    return not is_decided and any(step.removes for step in page.decisions.recipe().steps)


def _comparable_groupings(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The groupings with at least two groups, and the names of their groups, the largest first."""
    names = {way: [name for name, _ in group_sizes(connection, way)] for way in groupings(connection)}
    return {way: groups for way, groups in names.items() if len(groups) > 1}


def _cut(name: str) -> str:
    return name if len(name) <= MAX_NAME else name[: MAX_NAME - 1] + "…"


def add_comparison(page: Page, first: Selection, second: Selection) -> None:
    """The button that adds the comparison to the report."""
    title = f"{first.describe()} against {second.describe() if second else 'all other documents'}"
    add_to_report(page, "comparison", title, {"first": first.to_url(), "second": second.to_url()}, "comparison")


def terms(page: Page, first: Selection, second: Selection) -> None:
    """The terms that are more frequent in each selection."""
    function_words = st.toggle("Show function words", key="function-words", bind="query-params", help=FUNCTION_WORDS)
    rows = page.ask_of(comparison.terms, first, second, function_words=bool(function_words), shared=ANSWERS)
    if rows.empty:
        st.caption(NO_TERM)
        table(page.ask_of(comparison.examples, first, second), EXAMPLE_COLUMNS, "Documents of both selections")
        return
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Terms** of the first selection")
        ours = rows.assign(here=rows.in_a, there=rows.in_b, odds=np.exp(rows["low"]))
        _terms(ours[rows.side == "a"], "first")
    with right:
        st.markdown("**Terms** of the second selection")
        theirs = rows.assign(here=rows.in_b, there=rows.in_a, odds=np.exp(-rows["high"]))
        _terms(theirs[rows.side == "b"], "second")


def columns(page: Page, first: Selection, second: Selection) -> None:
    """The columns and signals that differ most."""
    rows = page.ask_of(comparison.columns, first, second, shared=ANSWERS)
    if rows.empty:
        st.caption("No column differs significantly.")
    else:
        titles = [column_title(table, name) for table, name in zip(rows["table"], rows["column"], strict=True)]
        table(rows.assign(column=titles), COLUMN_COLUMNS, "Columns that differ")


def feedback(page: Page, first: Selection, second: Selection) -> None:
    """The mean ratings of each selection, from 0 (worst) to 1 (best)."""
    rows = page.ask_of(comparison.feedback, first, second, shared=ANSWERS)
    if rows.empty:
        st.caption("The two selections share no kind of feedback. Compare selections that both have ratings.")
        return
    table(rows, FEEDBACK_COLUMNS, "Feedback on both selections")
    st.caption(
        "Means from 0 (worst) to 1 (best). Low and high are the bounds of the 95 % confidence interval of the "
        "difference, which allows for several ratings by one user."
    )


def _terms(rows: pd.DataFrame, side: str) -> None:
    if rows.empty:
        st.caption("No term differs significantly.")
    else:
        table(rows, TERM_COLUMNS, f"Terms of the {side} selection")
