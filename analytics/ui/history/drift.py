"""What differs: the ranked differences, and old against new for the chosen one."""

from __future__ import annotations

import duckdb
import pandas as pd
import streamlit as st

from analytics.ask.comparison import distinctive_terms
from analytics.ask.comparison.document_groups import GroupPair
from analytics.ask.filters import Rows
from analytics.ask.groupings import GROUPINGS, groupings
from analytics.ask.selection import ALL, Selection
from analytics.figures.old_and_new import two_distributions, two_shares
from analytics.history.describe import drift_name, drift_text, signal_title
from analytics.history.histograms import two_histograms
from analytics.ui.components import formats
from analytics.ui.components.charts import show
from analytics.ui.components.documents import document_table
from analytics.ui.components.table import table
from analytics.ui.components.text import plain
from analytics.ui.frame.cache import Keyed
from analytics.ui.frame.page import Page
from analytics.ui.history.compared import Compared
from analytics.ui.history.summary import method

MAX_ROWS, VISIBLE_ROWS = 60, 12
MAX_LEVELS = 20
MAX_SELECTED = 2_000
"""Documents that a selection by hand may have."""


def drift(page: Page, compared: Compared) -> None:
    """The differences on the left, the chosen one on the right."""
    rows = compared.reported
    if compared.drift.empty:
        st.info("There is nothing to compare: too few documents are new, or none.", icon=":material/info:")
        return
    if rows.empty:
        st.info("No difference is large enough and significant.", icon=":material/done_all:")
        method()
        return
    left, right = st.columns([2, 3], gap="medium")
    with left:
        shown = _shown(rows.head(MAX_ROWS))
        columns = {
            "name": formats.text("What differs", pinned=True, width=180),
            "before": formats.text("Before", width=75),
            "after": formats.text("Now", width=75),
            "effect": formats.share("Effect", help="The share of the documents that would have to change.", width=70),
        }
        clicked = table(shown, columns, "Differences, the largest first", select="cell", key="drift",
                        visible_rows=VISIBLE_ROWS)  # fmt: skip
        method()
    row = rows.iloc[clicked[0] if clicked else 0]
    with right:
        _one(page, compared, row)


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    records = rows.to_dict("records")
    return pd.DataFrame(
        {
            "name": [drift_name(row) for row in records],
            "before": [_value(row, "before") for row in records],
            "after": [_value(row, "after") for row in records],
            "effect": rows["effect"],
        }
    )


def _value(row: dict[str, object], name: str) -> str:
    value = float(str(row[name]))
    if row["family"] == "meaning":
        return f"AUC {value:.2f}"
    if row["family"] == "signal":
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return f"{value:.1%}"


def _one(page: Page, compared: Compared, row: pd.Series) -> None:
    """One difference: a figure, and the documents behind it."""
    st.markdown(plain(drift_text(row.to_dict())))
    family = str(row["family"])
    if family == "signal":
        bins = two_histograms(compared.before, compared.after, str(row["of"]))
        title = signal_title(str(row["of"]))
        show(two_distributions(bins, title, compared.names), f"{title}, {compared.names[0]} and {compared.names[1]}")
        st.caption(plain(f"Population stability index {row['psi']:.2f}. {_chance(row)}"))
    elif family == "meaning":
        _meaning(page, compared)
    elif family in ("rate", "rating"):
        st.caption(plain(_chance(row)))
    else:
        _levels(compared, family, str(row["level"]))
        _documents_of_level(page, compared, family, str(row["level"]))


def _levels(compared: Compared, family: str, level: str) -> None:
    """The levels of a grouping that changed most."""
    rows = compared.drift[compared.drift["family"] == family].head(MAX_LEVELS)
    hover = [f"{row['before']:.1%} before, {row['after']:.1%} now<br>{_chance(row)}" for _, row in rows.iterrows()]
    figure = two_shares(rows.assign(label=rows["level"], hover=hover), compared.names, f"share of each {family}")
    show(figure, f"Shares of each {family} before and now; first: {level}")


def _chance(row: pd.Series) -> str:
    by_chance = "less than 0.1 %" if row["p"] < 0.001 else f"{row['p']:.1%}"
    return f"{row['n_before']:,} and {row['n_after']:,} values; by chance with a probability of {by_chance}."


def _meaning(page: Page, compared: Compared) -> None:
    """The terms and the documents that tell new from old."""
    if compared.new is None or not compared.telling:
        st.caption("The new documents have other numbers now, so they cannot be shown.")
        return
    terms = page.ask_of(telling_terms, Keyed(compared.telling, compared.key))
    if terms:
        st.caption(plain(f"Terms of the documents that are most unlike the old ones: {', '.join(terms)}."))
    document_table(page, Selection((Rows(tuple(sorted(compared.telling))),)), "telling")


def telling_terms(connection: duckdb.DuckDBPyConnection, telling: tuple[int, ...]) -> list[str]:
    """The terms that are more frequent in these documents than in all others."""
    groups = GroupPair.of(connection, Selection((Rows(telling),)), ALL)
    terms = distinctive_terms(connection, groups)
    return [str(term) for term in terms.loc[terms["side"] == "a", "term"]]


def _documents_of_level(page: Page, compared: Compared, family: str, level: str) -> None:
    """The new documents of one level."""
    if compared.new is None or family not in page.ask_of(groupings):
        return
    chosen = Rows(tuple(int(one) for one in compared.new[:MAX_SELECTED]))
    filters = (chosen, GROUPINGS[family].filter(page.connection, level))
    more = f" The first {MAX_SELECTED:,} new documents are searched." if len(compared.new) > MAX_SELECTED else ""
    st.caption(plain(f"New documents with this {family}.{more}"))
    document_table(page, Selection(filters), "level")
