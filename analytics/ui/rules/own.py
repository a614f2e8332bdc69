"""Add an own rule: any numbers of a document compared with thresholds, joined by AND or OR."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from analytics.ask.column_titles import unique_titles
from analytics.ask.columns import Column, columns
from analytics.errors import DataloupeError
from analytics.rules import JOINS, OWN, OWN_ORIGIN, Rule, Test
from analytics.ui.frame.errors import clear_errors
from analytics.ui.frame.page import Page

FORM_PIXELS = 440
SIDES = {"more than": ">", "less than": "<"}


def own_rule_form(page: Page, add: Callable[[Rule], None]) -> None:
    """A form behind a button; calls `add(rule)` with the new rule and runs the page again."""
    popover = st.popover("Add own rule", icon=":material/add:", key="own-rule", on_change="rerun")
    if not popover.open:
        return
    with popover, clear_errors():
        numbers = _numbers(page)
        name = st.text_input("Name", "my rule", key="own-name", max_chars=60, width=FORM_PIXELS)
        joined = st.segmented_control(
            "A document fails when",
            list(JOINS),
            format_func=lambda join: f"{JOINS[join]} {'is' if join == 'or' else 'are'} true",
            default="and",
            key="own-join",
            required=True,
        )
        tests = _edit_tests(list(numbers))
        if st.button("Add rule", key="own-add", type="primary"):
            add(rule_from_form(name, joined or "and", tests, numbers))
            st.rerun()


def rule_from_form(name: str, joined: str, tests: pd.DataFrame, numbers: dict[str, Column]) -> Rule:
    """The rule that the form describes: a row of `tests` a test, with column, side, threshold. Raises DataloupeError
    when it is not complete.
    """
    if not name.strip():
        raise DataloupeError("A rule needs a name. The table and the link show it.")
    compared = []
    for row in tests.dropna(subset=["column", "side", "threshold"]).itertuples():
        if row.column not in numbers or row.side not in SIDES:
            raise DataloupeError(f"There is no numeric column {row.column!r} to test. There are: {', '.join(numbers)}.")
        column = numbers[row.column]
        compared.append(Test(column.table, column.name, SIDES[row.side], float(row.threshold)))
    return Rule(OWN, name.strip(), tuple(compared), OWN_ORIGIN, joined)


def _edit_tests(names: list[str]) -> pd.DataFrame:
    return st.data_editor(
        pd.DataFrame({"column": names[:1], "side": ["more than"], "threshold": [0.0]}),
        num_rows="dynamic",
        hide_index=True,
        width=FORM_PIXELS,
        key="own-tests",
        column_config={
            "column": st.column_config.SelectboxColumn("Number", options=names, required=True, width=210),
            "side": st.column_config.SelectboxColumn("is", options=list(SIDES), required=True, width=90),
            "threshold": st.column_config.NumberColumn(
                "Threshold", required=True, help="Enter a share of 20 % as 0.2.", width=90
            ),
        },
    )


def _numbers(page: Page) -> dict[str, Column]:
    """The number columns that a rule can test, by the names that the form shows; signals first."""
    numbers = [column for column in columns(page.connection) if column.is_number]
    numbers.sort(key=lambda column: column.table != "signals")
    return unique_titles(numbers)
