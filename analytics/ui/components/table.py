"""One way to show a table: columns by kind, and which rows were clicked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import pandas as pd
import streamlit as st

from analytics.ui.components.formats import Format

Select = Literal["cell", "row", "rows"]
MODES: dict[Select, Literal["single-cell", "single-row", "multi-row"]] = {
    "cell": "single-cell",
    "row": "single-row",
    "rows": "multi-row",
}
ROW_PIXELS, BORDER_PIXELS = 33, 3
"""As Streamlit draws them at our base font size."""


def table(
    rows: pd.DataFrame,
    columns: Mapping[str, Format],
    alt: str,
    *,
    select: Select | None = None,
    on_click: Callable[[int], None] | None = None,
    key: str | None = None,
    height: int | None = None,
    visible_rows: int | None = None,
    missing: str = "",
) -> list[int]:
    """Show the `columns` of `rows`, in this order; those that `rows` lacks are skipped.

    `alt` describes the table to people who cannot see it. `select` allows a click on a cell, one row or several
    rows; the positions of the clicked rows are returned. `on_click` instead gets the position of the row of a
    clicked cell, before the page runs again; it needs a `key`. The height is given in pixels, or as
    `visible_rows`: the table is then as high as its rows, but at most as these. `missing` is shown for missing values.
    """
    there = {name: form for name, form in columns.items() if name in rows}
    options: dict[str, Any] = {
        "hide_index": True,
        "height": table_height(len(rows), visible_rows) if visible_rows else height or "auto",
        "placeholder": missing,
        "column_order": list(there),
        "column_config": {name: form.config for name, form in there.items()},
        "alt": alt,
        "key": key,
    }
    shown = rows.assign(**{name: rows[name] * form.factor for name, form in there.items() if form.factor != 1})
    if on_click is not None and key is not None:
        options |= {"on_select": lambda: _call(on_click, key, len(rows)), "selection_mode": MODES["cell"]}
    if select is None:
        st.dataframe(shown, **options)
        return []
    event: Any = st.dataframe(shown, on_select="rerun", selection_mode=MODES[select], **options)
    return _clicked_rows(event, len(rows))


def _clicked_rows(event: Any, n_rows: int) -> list[int]:
    clicked = event["selection"]["rows"] or [cell[0] for cell in event["selection"]["cells"]]
    return [row for row in clicked if 0 <= row < n_rows]  # the browser may send a row of an earlier, longer table


def _call(on_click: Callable[[int], None], key: str, n_rows: int) -> None:
    for row in _clicked_rows(st.session_state[key], n_rows)[:1]:
        on_click(row)


def table_height(rows: int, visible_rows: int) -> int:
    """Pixels of a table that shows all of its `rows`, at most `visible_rows` at once, without a gap below them."""
    return ROW_PIXELS * (min(rows, visible_rows) + 1) + BORDER_PIXELS


def pick_slice(total: int, rows: int, key: str, visible_pages: int = 5) -> slice:
    """Which of `total` rows to show, `rows` at a time; shows page numbers when there are more than fit on one page."""
    pages = -(-total // rows)
    number = st.pagination(pages, max_visible_pages=visible_pages, key=key) if pages > 1 else 1
    start = (min(max(number, 1), max(pages, 1)) - 1) * rows
    return slice(start, min(start + rows, total))
