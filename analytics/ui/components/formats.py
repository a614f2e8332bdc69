"""How a column of a table is shown, by kind: text, counts, tokens, numbers, shares, scores, ids, times.

Each function gives the `Format` of one column for `ui.table`. `label` is the header (by default the column's name);
`options` are those of Streamlit's columns: `width` in pixels, `help` (a tooltip), `pinned`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict, Unpack

import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig


class Options(TypedDict, total=False):
    """What every kind of column takes."""

    width: int
    help: str
    pinned: bool


@dataclass(frozen=True)
class Format:
    """A column's configuration, and the factor between its values and what is shown (100 for shares)."""

    config: ColumnConfig
    factor: float = 1.0


def text(label: str | None = None, **options: Unpack[Options]) -> Format:
    """Text, shown as text even if it contains markup."""
    return Format(st.column_config.TextColumn(label, **options))


def value(label: str | None = None, **options: Unpack[Options]) -> Format:
    """Values of a column whose type is not known before: as Streamlit shows them."""
    return Format(st.column_config.Column(label, **options))


def count(label: str | None = None, **options: Unpack[Options]) -> Format:
    """Whole numbers with thousands separators."""
    return Format(st.column_config.NumberColumn(label, format="localized", **options))


def tokens(label: str | None = None, **options: Unpack[Options]) -> Format:
    """Large numbers in short: 1.2M."""
    return Format(st.column_config.NumberColumn(label, format="compact", **options))


def number(label: str | None = None, digits: int = 2, signed: bool = False, **options: Unpack[Options]) -> Format:
    """Numbers with a fixed count of decimals, with their sign where it matters."""
    form = f"%{'+' if signed else ''}.{digits}f"
    return Format(st.column_config.NumberColumn(label, format=form, **options))


def share(label: str | None = None, digits: int = 1, **options: Unpack[Options]) -> Format:
    """Shares from 0 to 1 as percentages."""
    return Format(st.column_config.NumberColumn(label, format=f"%.{digits}f%%", **options), 100.0)


def small_share(label: str | None = None, **options: Unpack[Options]) -> Format:
    """Shares from 0 to 1, many of them tiny, as percentages with two significant digits: 0.0012%."""
    return Format(st.column_config.NumberColumn(label, format="%.2g%%", **options), 100.0)


def share_bar(label: str | None = None, digits: int = 1, **options: Unpack[Options]) -> Format:
    """Shares from 0 to 1 as bars with percentages."""
    config = st.column_config.ProgressColumn(label, format=f"%.{digits}f%%", min_value=0, max_value=100, **options)
    return Format(config, 100.0)


def score_bar(label: str | None = None, **options: Unpack[Options]) -> Format:
    """Scores from 0 to 1 as bars with two decimals: Jaccard, containment, effect sizes."""
    return Format(st.column_config.ProgressColumn(label, format="%.2f", min_value=0, max_value=1, **options))


def document_id(label: str | None = "Document", **options: Unpack[Options]) -> Format:
    """Ids of documents: #12."""
    return Format(st.column_config.NumberColumn(label, format="#%d", **options))


def time(label: str | None = None, seconds: bool = False, **options: Unpack[Options]) -> Format:
    """Times to the minute, or to the second."""
    form = "YYYY-MM-DD HH:mm:ss" if seconds else "YYYY-MM-DD HH:mm"
    return Format(st.column_config.DatetimeColumn(label, format=form, **options))


def check(label: str | None = None, **options: Unpack[Options]) -> Format:
    """Yes or no as a tick."""
    return Format(st.column_config.CheckboxColumn(label, **options))


def bars(label: str | None = None, **options: Unpack[Options]) -> Format:
    """Lists of numbers as small bar charts from zero."""
    return Format(st.column_config.BarChartColumn(label, y_min=0, **options))
