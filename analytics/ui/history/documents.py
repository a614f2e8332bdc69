"""The documents that were added, edited, removed, moved or relabelled; edited ones with their text before and now."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import streamlit as st

from analytics.ask.duplicates import compare_texts
from analytics.ask.filters import Rows
from analytics.ask.selection import Selection
from analytics.history.present import ids_still_hold
from analytics.history.snapshot import Snapshot
from analytics.history.texts import texts_of
from analytics.ui.components import formats
from analytics.ui.components.documents import document_table
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.duplicates.difference import show_difference
from analytics.ui.frame.page import Page
from analytics.ui.history.compared import Compared

MAX_LISTED = 5_000
VISIBLE_ROWS = 14
EXCERPT = 160
NOT_KEPT = (
    "The documents before this build are not kept. Build with --keep-rows 2 or more to keep those of earlier snapshots."
)


def documents(page: Page, compared: Compared) -> None:
    """The documents of one kind of change."""
    kinds = _kinds(compared)
    if not kinds:
        st.info("No document has changed.", icon=":material/done_all:")
        return
    names = {kind: f"{kind} ({n:,})" for kind, n in kinds.items()}
    kind = st.segmented_control(
        "Documents", list(kinds), default=next(iter(kinds)), format_func=lambda one: names.get(one, one),
        key="kind", required=True, label_visibility="collapsed",
    )  # fmt: skip
    if kind == "added":
        _added(page, compared)
    else:
        _changed(page, compared, str(kind))


def _kinds(compared: Compared) -> dict[str, int]:
    if compared.difference is None:
        return {"added": len(compared.new)} if compared.new is not None and len(compared.new) else {}
    counts = compared.difference.counts or {}
    return {kind: n for kind, n in counts.items() if n and kind != "refilled"}


def _added(page: Page, compared: Compared) -> None:
    if compared.new is None:
        st.info("The documents have been numbered again since, so those that were added cannot be shown.")
        return
    if len(compared.new) > MAX_LISTED:
        st.caption(plain(f"The first {MAX_LISTED:,} of {len(compared.new):,}."))
    document_table(page, Selection((Rows(tuple(int(one) for one in compared.new[:MAX_LISTED])),)), "added")


def _changed(page: Page, compared: Compared, kind: str) -> None:
    """The rows of the last of the compared builds that has this kind of change."""
    step = _last_step(compared, kind)
    if step is None:
        return
    before, after = step
    rows = after.changes()
    rows = rows[rows["change"] == kind].head(MAX_LISTED).reset_index(drop=True)
    st.caption(plain(f"In snapshot {after.number}."))
    if kind in ("moved", "relabelled"):
        sums = rows.fillna("(none)").groupby(["from", "to"]).size().rename("documents").reset_index()
        columns = {"from": formats.text("From"), "to": formats.text("To"), "documents": formats.count("Documents")}
        table(sums.sort_values("documents", ascending=False), columns, f"Documents that were {kind}")
        return
    now_known = ids_still_hold(compared.snapshots, after.number)
    if not before.document_files():
        st.info(NOT_KEPT, icon=":material/history:")
        return
    _texts(page, rows, before, now_known)


def _last_step(compared: Compared, kind: str) -> tuple[Snapshot, Snapshot] | None:
    """The last build between the two sides with this kind of change, and the one before it."""
    difference = compared.difference
    if difference is None or difference.before.snapshot is None or difference.after.snapshot is None:
        return None
    first, last = difference.before.snapshot.number, difference.after.snapshot.number
    steps = [(before, after) for before, after in zip(compared.snapshots, compared.snapshots[1:], strict=False)
             if first < after.number <= last and after.counts.get(kind)]  # fmt: skip
    return steps[-1] if steps else None


def _texts(page: Page, rows: pd.DataFrame, before: Snapshot, now_known: bool) -> None:
    """A list of documents on the left; on the right the text of the chosen one before, and what is different now."""
    old = _read(page.connection, before, rows["before"].to_numpy(np.int64))
    left, right = st.columns([2, 3], gap="medium")
    with left:
        excerpts = [" ".join(old.get(int(one), "")[:EXCERPT].split()) for one in rows["before"]]
        columns = {"text": formats.text("Text before", width=340)}
        clicked = table(pd.DataFrame({"text": excerpts}), columns, "Documents", select="cell", key="changed",
                        visible_rows=VISIBLE_ROWS)  # fmt: skip
    row = rows.iloc[clicked[0] if clicked else 0]
    text = old.get(int(row["before"]), "")
    with right:
        if pd.isna(row["after"]):
            st.text(text[:20_000])
        elif not now_known:
            st.info("The documents have been numbered again since, so the text after the edit cannot be shown.")
        else:
            now = _texts_now(page.connection, int(row["after"]))
            show_difference(compare_texts(text, now), ("Before", f"Now, #{row['after']}"), key="edited-difference")


def _read(connection: duckdb.DuckDBPyConnection, before: Snapshot, ids: np.ndarray) -> dict[int, str]:
    batch = texts_of(connection, before.document_files())(ids)
    return dict(zip(batch.column("doc_id").to_pylist(), batch.column("text").to_pylist(), strict=True))


def _texts_now(connection: duckdb.DuckDBPyConnection, doc_id: int) -> str:
    rows = connection.execute("SELECT text FROM documents WHERE doc_id = ?", [doc_id]).fetchall()
    return str(rows[0][0]) if rows else ""
