"""Pickers of signals and columns. Every choice is checked against the options: the browser can send anything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from analytics.ask.column_titles import unique_titles
from analytics.ask.columns import Column, columns
from analytics.errors import DataloupeError
from analytics.signals.registry import SIGNALS, TEXT_TABLES
from analytics.ui.frame.old_links import rename_old_columns
from analytics.ui.frame.page import Page

INPUT_ORDER = "in order of input"
REGEX_HELP = "A regular expression (RE2). A dot also matches line feeds."
FIRST_CATEGORIES = ("lang_detected", "label", "kind", "lang")

Option = TypeVar("Option")


def pick_pattern(label: str) -> tuple[str, bool]:
    """A search box: the words or the pattern, and whether it is a regular expression."""
    pattern = st.text_input(
        label, key="q", bind="query-params", type="search", placeholder="words or a pattern", width=250
    )
    is_regex = st.toggle("Regex", key="regex", bind="query-params", help=REGEX_HELP)
    return pattern or "", is_regex


def pick_order(page: Page) -> Column | None:
    """The column to sort by; None keeps the order of the input."""
    options = unique_titles(
        [column for column in columns(page.connection) if column.is_orderable and column.name != "text"]
    )
    rename_old_columns("order", options)
    choice = st.selectbox("Sort by", [INPUT_ORDER, *options], key="order", bind="query-params", width=230)
    return None if choice in (None, INPUT_ORDER) else checked(options, choice)


def pick_number(page: Page) -> Column:
    """A signal, or another number of the input."""
    numbers = columns(page.connection, *TEXT_TABLES) + columns(page.connection, "documents", "metadata")
    options = unique_titles([column for column in numbers if column.is_number])
    if not options:
        raise DataloupeError(
            "The input has no numeric column, and the text signals are not computed yet. Build the workspace again."
        )
    rename_old_columns("signal", options)
    first = SIGNALS["n_words"].title
    names = sorted(options, key=lambda name: name != first)
    return checked(options, st.selectbox("Signal", names, key="signal", bind="query-params", width=270))


def pick_category(page: Page) -> Column:
    """A column with values to count: the detected language, the kind, the label, or any text column of the input."""
    known = {
        column.name: column
        for column in columns(page.connection, "documents", "signals")
        if column.name in FIRST_CATEGORIES
    }
    others = [column for column in columns(page.connection, "metadata") if column.type in ("VARCHAR", "BOOLEAN")]
    options = unique_titles([*(known[name] for name in FIRST_CATEGORIES if name in known), *others])
    rename_old_columns("category", options)
    choice = st.selectbox("Column", list(options), key="category", bind="query-params", label_visibility="collapsed")
    return checked(options, choice)


def checked(options: Mapping[str, Option], choice: str | None) -> Option:
    """The value of the chosen option. Raises DataloupeError naming the options when there is no such option."""
    if choice is None or choice not in options:
        raise DataloupeError(f"There is no option {choice!r}. There are: {', '.join(options)}.")
    return options[choice]
