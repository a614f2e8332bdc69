"""What became of the topics after a new clustering: kept, merged, split or vanished."""

from __future__ import annotations

import duckdb
import pandas as pd

from analytics.ask.columns import tables

MAIN_SHARE = 0.5
"""The share of a topic's documents that must be together in one new topic, else it was split."""

NO_TOPIC = -1
FATE_COLUMNS = ("old", "fate", "new", "share", "documents")


def topic_fates(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One row for each topic before the last new clustering, the largest first; empty where there was none.

    Columns: old (its name), fate, new (the topic with most of its documents), share (of its documents in that one),
    documents. The fate is "vanished" where most documents have no topic now, "split" where no new topic has half of
    them, "merged" where the new topic has half of several old ones, else "kept".
    """
    if "topic_changes" not in tables(connection):
        return pd.DataFrame(columns=list(FATE_COLUMNS))
    rows = connection.execute(
        """SELECT old_label AS old, new_topic_id, new_label AS new, share_of_old AS share,
            sum(documents) OVER (PARTITION BY old_topic_id) AS documents
        FROM topic_changes WHERE old_topic_id <> ?
        QUALIFY row_number() OVER (PARTITION BY old_topic_id ORDER BY documents DESC, new_topic_id) = 1
        ORDER BY documents DESC, old_topic_id""",
        [NO_TOPIC],
    ).df()
    joined = rows[(rows["share"] >= MAIN_SHARE) & (rows["new_topic_id"] != NO_TOPIC)]["new_topic_id"].value_counts()
    rows["fate"] = [
        "vanished" if row.new_topic_id == NO_TOPIC and row.share >= MAIN_SHARE
        else "split" if row.share < MAIN_SHARE
        else "merged" if joined[row.new_topic_id] > 1
        else "kept"
        for row in rows.itertuples()
    ]  # fmt: skip
    return rows[list(FATE_COLUMNS)]
