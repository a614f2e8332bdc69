"""Which lines and paragraphs are repeated across documents?"""

from __future__ import annotations

import duckdb
import pandas as pd

from analytics.ask.selection import ALL, Selection, where
from analytics.errors import DataloupeError

KINDS = ("line", "paragraph")


def repeated_passages(
    connection: duckdb.DuckDBPyConnection,
    selection: Selection = ALL,
    kind: str | None = None,
    pattern: str = "",
    limit: int = 200,
) -> pd.DataFrame:
    """The passages that are in most of the selected documents: passage_id, kind, text, documents, occurrences,
    characters (of all occurrences), sources.

    `kind` restricts them to one of KINDS, `pattern` to passages that contain it in upper or lower case. Counts are of
    the selection; a passage of only one document is not repeated.
    """
    if kind not in (None, *KINDS):
        raise DataloupeError(f"There are no repeated passages of kind {kind!r}. There are: {', '.join(KINDS)}.")
    return connection.execute(
        f"""
        WITH wanted AS (
            SELECT * FROM repeated_passages
            WHERE (? IS NULL OR kind = ?) AND (? = '' OR contains(lower(text), lower(?)))
        ), counted AS (
            SELECT passage_id, count(*) AS documents, sum(here.occurrences)::BIGINT AS occurrences,
                count(DISTINCT coalesce(source, '')) AS sources
            FROM passage_documents AS here JOIN documents USING (doc_id)
            WHERE {where(connection, selection)} AND passage_id IN (SELECT passage_id FROM wanted)
            GROUP BY passage_id HAVING count(*) > 1
        )
        SELECT passage_id, kind, text, counted.documents, counted.occurrences,
            (characters // wanted.occurrences) * counted.occurrences AS characters, sources
        FROM counted JOIN wanted USING (passage_id) ORDER BY documents DESC, passage_id LIMIT ?
        """,
        [kind, kind, pattern, pattern, limit],
    ).df()


def share_of_characters(connection: duckdb.DuckDBPyConnection) -> float | None:
    """The share of all characters that are in repeated lines; None before the scan."""
    row = connection.execute(
        """SELECT (SELECT sum(characters) FROM repeated_passages WHERE kind = 'line')
            / nullif((SELECT sum(n_chars) FROM signals), 0)"""
    ).fetchone()
    return row[0] if row else None
