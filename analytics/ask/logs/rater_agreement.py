"""Do several raters of the same answers agree?"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pandas as pd

from analytics.ask.logs.ratings import Ratings
from analytics.statistics.agreement import Agreement, krippendorff_alpha

QUERIES = {
    "answers": """
        SELECT doc_id, rater, value FROM feedback
        WHERE name = $name AND doc_id IS NOT NULL AND value IS NOT NULL""",
    "conversations": """
        SELECT first AS doc_id, rater, value FROM feedback JOIN conversations USING (conversation_id)
        WHERE name = $name AND doc_id IS NULL AND message_id IS NULL AND value IS NOT NULL""",
}


@dataclass(frozen=True)
class RaterAgreement:
    """Krippendorff's alpha of the raters of the same answers (or conversations): nominal for two values, else ordinal.

    `n_raters` is 0 when raters are not named.
    """

    alpha: Agreement
    unit: str
    level: str
    n_raters: int

    def summary_text(self) -> str:
        """How well raters agree, with the interval."""
        one, raters = self.alpha, f" by {self.n_raters:,} raters" if self.n_raters else ""
        text = f"Raters of the same {self.unit}: Krippendorff's alpha ({self.level}) {one.value:.2f}"
        if np.isfinite(one.low):
            text += f" (95 % confidence interval {one.low:.2f} to {one.high:.2f})"
        return f"{text}, {one.n_units:,} {self.unit} with several ratings{raters}."


def rater_agreement(connection: duckdb.DuckDBPyConnection, ratings: Ratings) -> RaterAgreement | None:
    """The agreement on these answers or conversations; None when none has ratings of several raters.

    The interval holds for other answers and, where all raters are named, for other raters.
    """
    rows = connection.execute(QUERIES[ratings.unit], {"name": ratings.name}).df()
    rows = rows[rows.doc_id.isin(ratings.doc_ids)]
    rater = rows.rater.where(rows.rater.notna(), "unknown " + rows.index.astype(str).to_series(index=rows.index))
    rows = rows.assign(rater=rater, is_named=rows.rater.notna())
    rows = rows.groupby(["doc_id", "rater"], sort=True).agg({"value": "last", "is_named": "all"}).reset_index()
    rows = rows[rows.groupby("doc_id").rater.transform("size") > 1]
    if rows.empty:
        return None
    units, values = pd.factorize(rows.doc_id)[0], np.unique(rows.value, return_inverse=True)[1]
    level = "nominal" if ratings.is_binary else "ordinal"
    named = np.asarray(pd.factorize(rows.rater)[0]) if rows.is_named.all() else None
    clusters = ratings.users[np.searchsorted(ratings.doc_ids, rows.doc_id.to_numpy())]
    alpha = krippendorff_alpha(units, values, level, clusters=clusters, raters=named)
    return RaterAgreement(alpha, ratings.unit, level, 0 if named is None else int(named.max()) + 1)
