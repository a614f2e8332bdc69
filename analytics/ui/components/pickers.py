"""Pickers of signals and columns. Options are checked here again: the browser's word for them is no proof."""

from __future__ import annotations

import streamlit as st

from analytics.ask.columns import Column, columns
from analytics.errors import DataloupeError
from analytics.signals import SIGNAL_TABLES, SIGNALS, described
from analytics.ui.frame.page import Page

AS_BUILT = "in order of input"


def title(column: Column) -> str:
    """What people call the column: a signal's title, or the column's own name."""
    signal = described(column.table, column.name)
    return signal.title if signal else column.name


def pick_order(page: Page) -> Column | None:
    """The column to sort by; None leaves documents in the order of the input."""
    there = {
        f"{title(column)} ({column.table})": column
        for column in columns(page.connection)
        if column.is_orderable and column.name != "text"
    }
    choice = st.selectbox("Sort by", [AS_BUILT, *there], key="order", bind="query-params", width=230)
    return None if choice in (None, AS_BUILT) else _one_of(there, choice)


def pick_number(page: Page) -> Column:
    """A signal, or another number that the input brought along."""
    there = {title(column): column for column in columns(page.connection, *SIGNAL_TABLES) if column.is_number}
    others = [column for column in columns(page.connection, "documents", "metadata") if column.is_number]
    there |= {f"{column.name} ({column.table})": column for column in others}
    if not there:
        raise DataloupeError("there is no number to look at - the scan has not run, and the input brought none")
    first = SIGNALS["n_words"].title
    names = sorted(there, key=lambda name: name != first)
    return _one_of(there, st.selectbox("Signal", names, key="signal", bind="query-params", width=270))


def pick_category(page: Page) -> Column:
    """A column whose values are worth counting: the detected language, the kind, labels, or any text column of the
    input.
    """
    first = ("lang_detected", "label", "kind", "lang")
    found = {column.name: column for column in columns(page.connection, "documents", "signals") if column.name in first}
    there = {title(found[name]): found[name] for name in first if name in found}
    there |= {
        f"{column.name} (metadata)": column
        for column in columns(page.connection, "metadata")
        if column.type in ("VARCHAR", "BOOLEAN")
    }
    return _one_of(
        there, st.selectbox("Column", list(there), key="category", bind="query-params", label_visibility="collapsed")
    )


def _one_of(there: dict[str, Column], choice: str | None) -> Column:
    if choice not in there:
        raise DataloupeError(f"there is no {choice!r} to pick - there are {', '.join(there)}")
    return there[choice]
