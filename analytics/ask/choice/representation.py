"""Which groups does the choice have more of than the selection, and which less?"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.groupings import grouping_named
from analytics.ask.selection import Selection, where
from analytics.statistics.intervals import CONFIDENCE


def representation(
    connection: duckdb.DuckDBPyConnection, selection: Selection, chosen: np.ndarray, grouping: str
) -> pd.DataFrame:
    """One row for each group, the largest first: group, documents, chosen, share (of the selection), chosen_share, low,
    high (what a random choice of this size has with 95 % confidence, for all groups together: hypergeometric with
    Bonferroni's correction), verdict ('more', 'less', or 'as random').
    """
    from scipy import stats

    by = grouping_named(grouping)
    signals = "LEFT JOIN signals USING (doc_id)" if by.by.table == "signals" else ""
    table = connection.execute(
        f"""SELECT coalesce(CAST({by.value} AS VARCHAR), ?) AS "group", count(*) AS documents,
            count(*) FILTER (doc_id IN (SELECT unnest(?::BIGINT[]))) AS chosen
        FROM documents {signals} {by.joins} WHERE {where(connection, selection)}
        GROUP BY 1 ORDER BY documents DESC, 1""",
        [by.missing, chosen.tolist()],
    ).df()
    n_all, n_chosen = max(table.documents.sum(), 1), max(table.chosen.sum(), 1)
    table["share"], table["chosen_share"] = table.documents / n_all, table.chosen / n_chosen
    error = (1 - CONFIDENCE) / 2 / max(len(table), 1)
    low, high = (stats.hypergeom.ppf(q, n_all, table.documents, n_chosen) / n_chosen for q in (error, 1 - error))
    is_less, is_more = table.chosen_share < low, table.chosen_share > high
    verdict = np.where(is_more, "more", np.where(is_less, "less", "as random"))
    return table.assign(low=low, high=high, verdict=verdict)
