"""How much of the web pages became text, by domain and by type of page?"""

from __future__ import annotations

import duckdb
import pandas as pd

from analytics.ask.columns import columns, tables
from analytics.ask.selection import Selection, where

GROUPS = {"domain": "documents.source", "page type": "metadata.page_type"}
"""What pages are grouped by, and its SQL."""
EMPTY_REASONS = ("no main content%", "a page without text%")
MAX_GROUPS = 500


def has_pages(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether documents were extracted from web pages."""
    names = {column.name for column in columns(connection, "metadata")} if "metadata" in tables(connection) else set()
    return {"raw_characters", "extractor", "page_type"} <= names


def extraction_yield(connection: duckdb.DuckDBPyConnection, selection: Selection, by: str) -> pd.DataFrame:
    """One row a domain or type of page, the most pages first.

    Columns: name (None: not known), pages, documents, empty (the share of pages without main content), raw_characters,
    text_characters, share (text of raw). Pages without main content are rejects; since rejects belong to no selection,
    they count only when all documents are selected. A reject has a domain and no type. A file without main content is
    a document with all its text (`extractor` none, where other pages have another), and counts as empty too.
    """
    rejects = _empty_rejects(by) if not selection and "rejects" in tables(connection) else _NO_REJECTS
    return connection.execute(
        f"""
        WITH pages AS (
            SELECT {GROUPS[by]} AS name, raw_characters AS raw, length(text) AS kept, extractor = 'none' AS is_whole
            FROM documents JOIN metadata USING (doc_id)
            WHERE raw_characters IS NOT NULL AND {where(connection, selection)}
        ), documents_by AS (
            SELECT
                name, count(*) AS documents, sum(raw)::BIGINT AS raw_characters, sum(kept)::BIGINT AS text_characters,
                count(*) FILTER (is_whole AND NOT (SELECT bool_and(is_whole) FROM pages)) AS whole_pages
            FROM pages GROUP BY ALL
        ), empty_by AS (SELECT name, count(*) AS empty_pages FROM ({rejects}) GROUP BY ALL)
        SELECT
            coalesce(d.name, e.name) AS name,
            coalesce(documents, 0) + coalesce(empty_pages, 0) AS pages,
            coalesce(documents, 0) AS documents,
            (coalesce(empty_pages, 0) + coalesce(whole_pages, 0)) / (coalesce(documents, 0) + coalesce(empty_pages, 0))
                AS empty,
            coalesce(raw_characters, 0) AS raw_characters,
            coalesce(text_characters, 0) AS text_characters,
            text_characters / nullif(raw_characters, 0) AS share
        FROM documents_by d FULL JOIN empty_by e ON d.name IS NOT DISTINCT FROM e.name
        ORDER BY pages DESC, name
        LIMIT {MAX_GROUPS}
        """
    ).df()


_NO_REJECTS = "SELECT NULL::VARCHAR AS name WHERE false"


def _empty_rejects(by: str) -> str:
    """SQL of the pages without main content; `raw` of a reject is the address of its page."""
    name = "nullif(regexp_extract(raw, '^https?://([^/:?#]+)', 1), '')" if by == "domain" else "NULL::VARCHAR"
    conditions = " OR ".join(f"reason LIKE '{pattern}'" for pattern in EMPTY_REASONS)
    return f"SELECT {name} AS name FROM rejects WHERE {conditions}"
