"""What the checks found: their state, the documents behind a failure, and earlier runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from analytics.ask.filters import filter_from_plain
from analytics.checks.check import FAIL, PASS, STATES, WARN, quantity
from analytics.checks.file import Checks
from analytics.checks.results import history as rows_of
from analytics.checks.results import read_results
from analytics.ui.components import formats
from analytics.ui.components.selection import select
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.page import Page

WORDS = {PASS: "✓ passes", WARN: "! warns", FAIL: "✕ fails"}
"""A mark and a word: the state never depends on a colour."""
MAX_RUNS = 200


def runs(page: Page) -> list[dict[str, Any]]:
    """The records of all runs, the oldest first."""
    return read_results(page.workspace.path)


def summary(page: Page, checks: Checks, runs: list[dict[str, Any]]) -> None:
    """The state of the last run in one sentence, and whether the data has changed since."""
    if not checks:
        st.info(
            "There are no checks yet. Propose limits from the data itself, then every later build can be checked here "
            "and by `dataloupe check`.",
            icon=":material/rule:",
        )
        return
    if not runs:
        st.markdown(plain(f"{_count(len(checks.checks), 'check')}, not run yet."))
        return
    last = runs[-1]
    counts = ", ".join(_number_of(last.get(one, 0), one) for one in reversed(STATES) if last.get(one))
    st.markdown(plain(f"{_count(len(last['results']), 'check')}: {counts}. Last run: {_time(last['at'])}."))
    if last.get("generation") != page.workspace.read_manifest().generation:
        st.warning("The data has changed since the last run. Run the checks again.", icon=":material/update:")


def state(page: Page, runs: list[dict[str, Any]]) -> None:
    """Each check of the last run, failures first; a click on one selects the documents behind it."""
    if not runs:
        st.caption("Run the checks to see their state.")
        return
    order = {status: place for place, status in enumerate(reversed(STATES))}
    results = sorted(runs[-1]["results"], key=lambda one: order[one["status"]])
    rows = pd.DataFrame(
        [
            {
                "state": WORDS[one["status"]],
                "name": one["name"],
                "value": _value(one, "value"),
                "limit": one.get("limit", ""),
                "n": one.get("n"),
                "interval": _interval(one),
                "message": one.get("message", ""),
            }
            for one in results
        ]
    )
    columns = {
        "state": formats.text("State", width=90),
        "name": formats.text("Check", width=380),
        "value": formats.text("Value", width=90),
        "limit": formats.text("Limit", width=150),
        "n": formats.count("n", width=80),
        "interval": formats.text("95 % interval", width=140),
        "message": formats.text("Note", width=260),
    }
    picked = table(rows, columns, "Each check with its state, value and limit", select="row", key="check-results")
    for place in picked:
        _behind(page, results[place])
    st.caption("Click a check to see what is behind it.")


def _behind(page: Page, result: dict[str, Any]) -> None:
    filters = tuple(filter_from_plain(one) for one in result.get("filters", []))
    if not filters:
        st.caption(plain(f"{result['name']}: no selection of documents belongs to this result."))
        return
    st.button(
        "Select its documents",
        key="check-select",
        icon=":material/filter_alt:",
        on_click=select,
        args=filters,
        help=plain(result["name"]),
    )


def history(runs: list[dict[str, Any]]) -> None:
    """The runs, the newest first, and the values of one check."""
    if not runs:
        st.caption("There are no runs yet.")
        return
    shown = runs[: -MAX_RUNS - 1 : -1]
    frame = pd.DataFrame(
        [
            {"at": _moment(one["at"]), "state": WORDS[one["status"]], **{s: one.get(s, 0) for s in STATES}}
            for one in shown
        ]
    )
    columns = {
        "at": formats.time("Run (UTC)", seconds=True, width=180),
        "state": formats.text("State", width=90),
        **{one: formats.count(WORDS[one][2:].capitalize(), width=90) for one in STATES},
    }
    table(frame, columns, "All runs of the checks", visible_rows=8)
    rows = rows_of(shown)
    name = st.selectbox("Check", list(dict.fromkeys(rows["name"])), key="check-history")
    own = rows[rows["name"] == name].assign(state=lambda frame: frame.status.map(WORDS))
    own = own.assign(
        value=[_value(one, "value") for one in own.to_dict("records")],
        interval=[_interval(one) for one in own.to_dict("records")],
    )
    value_columns = {
        "at": formats.time("Run (UTC)", seconds=True, width=180),
        "state": formats.text("State", width=90),
        "value": formats.text("Value", width=120),
        "interval": formats.text("95 % interval", width=160),
        "n": formats.count("n", width=90),
    }
    table(own, value_columns, "The values of one check in all runs", visible_rows=8)


def _value(result: dict[Any, Any], key: str) -> str:
    value = result.get(key)
    return "" if value is None or pd.isna(value) else quantity(float(value), result.get("unit") or "number")


def _interval(result: dict[Any, Any]) -> str:
    ends = _value(result, "low"), _value(result, "high")
    return f"{ends[0]} to {ends[1]}" if all(ends) else ""


def _count(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'s' * (n != 1)}"


def _number_of(n: int, status: str) -> str:
    """`1 fails`, `2 fail`."""
    return f"{n:,} {WORDS[status][2:] if n == 1 else status}"


def _moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)


def _time(at: float) -> str:
    return f"{_moment(at):%-d %b %Y, %H:%M} UTC"
