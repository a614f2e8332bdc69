"""What to compare: any two snapshots, or any two periods of created_at."""

from __future__ import annotations

import datetime
from pathlib import Path

import duckdb
import numpy as np
import streamlit as st

from analytics.ask.workspaces.served import open_workspace
from analytics.errors import DataloupeError
from analytics.history.between import between
from analytics.history.describe import snapshot_text
from analytics.history.present import added_since
from analytics.history.snapshot import ADDED, Snapshot, snapshots
from analytics.history.windows import Period, PeriodDifference, compare_periods, default_periods
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Shared
from analytics.ui.frame.page import Page
from analytics.ui.history.compared import Compared
from analytics.ui.history.versions import snapshot_table

BUILDS, DATES = "Builds", "Dates"
COMPARING = Shared(8, "Comparing the two periods")
NO_SNAPSHOT = (
    "This workspace was built before snapshots existed. The next build leaves the first one, and the build after it "
    "is compared."
)


def pick(page: Page) -> Compared | None:
    """The controls; None when there is nothing to compare."""
    existing = page.derive(all_snapshots, str(page.workspace.path))
    periods = page.ask_of(default_periods) if page.has("documents") else None
    options = [*([BUILDS] if len(existing) > 1 else []), *([DATES] if periods else [])]
    if not options:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom"):
        choice: str | None = options[0]
        if len(options) > 1:
            choice = st.segmented_control("Compare", options, default=BUILDS, key="compare", bind="query-params")
        if choice == DATES and periods is not None:
            return _pick_periods(page, *periods)
        return _pick_snapshots(page, existing) if BUILDS in options else None


def all_snapshots(path: str) -> list[Snapshot]:
    """The snapshots of a workspace, the oldest first."""
    return snapshots(Path(path))


def show_first(page: Page) -> None:
    """What the only snapshot has, or that there is none."""
    existing = page.derive(all_snapshots, str(page.workspace.path))
    text = snapshot_text(existing[-1]) if existing else NO_SNAPSHOT
    if len(existing) < 2:
        st.info(plain(text), icon=":material/update:")
        snapshot_table(existing)


def _pick_snapshots(page: Page, existing: list[Snapshot]) -> Compared:
    numbers = [str(one.number) for one in existing]
    names = {str(one.number): one.name for one in existing}
    before = _pick_number("From", numbers[:-1], numbers[-2], names, "from")
    after = _pick_number("To", numbers[1:], numbers[-1], names, "to")
    if int(before) >= int(after):
        raise DataloupeError(f"Snapshot {before} is not earlier than snapshot {after}. Choose an earlier one.")
    return page.derive(compare_snapshots, str(page.workspace.path), int(before), int(after), shared=Shared(4))


def _pick_number(label: str, numbers: list[str], default: str, names: dict[str, str], key: str) -> str:
    asked = st.query_params.get(key)
    if asked in numbers and key not in st.session_state:
        st.session_state[key] = asked  # a link by number alone; the box itself writes names
        st.query_params[key] = names[asked]
    chosen = st.selectbox(
        label, numbers, numbers.index(default), format_func=lambda one: names.get(one, one), key=key, width=230,
        bind="query-params",
    )  # fmt: skip
    if chosen not in numbers:
        raise DataloupeError(f"There is no snapshot {chosen!r} here. There are: {', '.join(numbers)}.")
    return chosen


def compare_snapshots(path: str, first: int, second: int) -> Compared:
    """The comparison of two snapshots of a workspace."""
    workspace = open_workspace(path)
    existing = snapshots(workspace.path)
    before, after = ({one.number: one for one in existing}[number] for number in (first, second))
    result = between(before, after, workspace)
    is_step = result.builds == 1 and result.is_of_added
    new_tally = after.tally(ADDED) if is_step else result.after.tally
    telling = tuple(after.facts.get("meaning", {}).get("new_most", [])) if is_step else ()
    new = added_since(existing, first, second)
    return Compared(
        key=f"snapshots {first} {second}",
        names=("before", "added" if is_step else "after"),
        before=result.before.tally,
        after=new_tally,
        drift=result.drift,
        new=new,
        telling=telling if new is not None else (),
        difference=result,
        snapshots=tuple(existing),
    )


def _pick_periods(page: Page, before: Period, after: Period) -> Compared:
    days = before.first, after.last
    old = _pick_period("Old period", before, days, "old")
    new = _pick_period("New period", after, days, "new")
    result: PeriodDifference = page.ask_of(compare_periods, old, new, shared=COMPARING)
    return Compared(
        key=f"{old.describe()} {new.describe()}",
        names=(old.describe(), new.describe()),
        before=result.before,
        after=result.after,
        drift=result.drift,
        new=page.ask_of(ids_of, new, shared=Shared(4)),
        telling=result.meaning.new_most if result.meaning is not None else (),
        snapshots=tuple(page.derive(all_snapshots, str(page.workspace.path))),
        is_sample=result.is_sample,
    )


def _pick_period(label: str, default: Period, days: tuple[datetime.date, datetime.date], key: str) -> Period:
    chosen = st.date_input(label, (default.first, default.last), *days, key=key, bind="query-params", width=230)
    ends = chosen if isinstance(chosen, tuple) else (chosen,)
    return Period(ends[0], ends[-1]) if ends else default


def ids_of(connection: duckdb.DuckDBPyConnection, period: Period) -> np.ndarray:
    """The doc_ids of a period."""
    rows = connection.execute(f"SELECT doc_id FROM documents WHERE {period.sql} ORDER BY doc_id").fetchnumpy()
    return np.asarray(rows["doc_id"], np.int64)
