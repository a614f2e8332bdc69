"""What each document is worth for the target: by group, with a test by deletion, and the documents themselves."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from analytics.ask import choice
from analytics.ask.choice import Values
from analytics.ask.filters import Rows
from analytics.ask.groupings import groupings
from analytics.ask.selection import Selection
from analytics.figures import choice as figures
from analytics.ui.choice.results import Result
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.documents import document_table
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.contents import PAGES
from analytics.ui.frame.cache import Keyed, Shared
from analytics.ui.frame.page import Page

VALUES = Shared(4, "Computing what each document is worth for the target")
MAX_READ = 200
ENDS = ("Least valuable", "Most valuable")
MEAN_HELP = "The mean value of the group's documents, in units of the mean absolute value of all documents."


def value(page: Page, result: Result) -> None:
    """The values for the target of the request."""
    if not result.request.target:
        st.info(
            "Choose a target above. The value of a document is its contribution to the target.",
            icon=":material/target:",
        )
        return
    use_labels = st.toggle(
        "By labels",
        key="value-labels",
        bind="query-params",
        help="A document gains when it has the label of a target document, instead of when it is similar to it. "
        "Documents with a negative value are likely to have a wrong label.",
    )
    target = result.request.target
    values = page.ask(choice.values, Keyed(target, target.to_url()), use_labels, shared=VALUES)
    st.markdown(plain(values.summary_text()))
    key = (target.to_url(), use_labels)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _groups(page, values, key)
    with right:
        show(figures.deletion(values.deletion), "The mean gain of held-out targets by the share of documents removed")
    if use_labels and (values.value < 0).any() and page.has("label_checks"):
        st.page_link(PAGES["labels"].file, label="Check these labels on the Labels page", icon=":material/label:")
    _documents(page, values)


def _groups(page: Page, values: Values, key: tuple[str, bool]) -> None:
    names = page.ask_of(groupings)
    by = st.segmented_control("Group by", names, default="source", key="value-by", required=True)
    known = by if by in names else "source"
    rows = page.ask_of(choice.value_by_group, Keyed(values, (*key, page.selection.to_url())), known)
    columns = {
        "group": formats.text(known.capitalize(), pinned=True),
        "documents": formats.count("Documents"),
        "mean": formats.number("Mean value", 2, signed=True, help=MEAN_HELP),
        "interval": formats.text("95 % interval"),
        "share": formats.share("Share of the value"),
    }
    interval = [f"{low:+.2f} to {high:+.2f}" for low, high in zip(rows.low, rows.high, strict=True)]
    table(rows.assign(interval=interval), columns, f"Value by {known}", visible_rows=10)


def _documents(page: Page, values: Values) -> None:
    end = st.segmented_control("Documents to show", ENDS, default=ENDS[0], key="value-end", required=True)
    order = pd.Series(values.value, values.doc_ids).sort_values(ascending=end != ENDS[1], kind="stable")
    ids = tuple(sorted(order.index[:MAX_READ].tolist()))
    document_table(page, Selection((Rows(ids),)), "value")
