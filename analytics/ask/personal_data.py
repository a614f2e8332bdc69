"""What personal data and secrets are in here, where, and what do they look like, without showing them?"""

from __future__ import annotations

import re

import duckdb
import pandas as pd

from analytics.ask.selection import Selection, where
from analytics.batch.pii import KINDS, find
from analytics.errors import DataloupeError
from analytics.signals import CONTENT_SIGNALS
from analytics.sql import identifier

CONTEXT = 50
"""Characters on either side of an example."""
READ_CHARACTERS = 200_000
"""So much of a text is looked at for an example."""
NEAR_CHARACTERS = 10_000
"""So much on either side of it is looked at for what else has to be hidden: more than any finding has."""


def kinds(connection: duckdb.DuckDBPyConnection, selection: Selection) -> pd.DataFrame:
    """By kind of personal data: kind, title, findings, documents, and the source with most documents of it ("" when
    there is none).
    """
    columns = ", ".join(f"sum({kind}_count)::BIGINT, count(*) FILTER ({kind}_count > 0)" for kind in KINDS)
    rows = connection.execute(
        f"SELECT coalesce(source, '(no source)'), {columns} FROM content JOIN documents USING (doc_id) WHERE {where(connection, selection)} GROUP BY 1 ORDER BY 1"
    ).fetchall()
    found = []
    for at, kind in enumerate(KINDS):
        of_source = sorted(((row[2 + 2 * at], row[0]) for row in rows), reverse=True)
        first = of_source[0][1] if of_source and of_source[0][0] else ""
        found.append(
            (
                kind,
                CONTENT_SIGNALS[f"{kind}_count"].title,
                sum(row[1 + 2 * at] for row in rows),
                sum(n for n, _ in of_source),
                first,
            )
        )
    return pd.DataFrame(found, columns=["kind", "title", "findings", "documents", "most_in"])


def summary_text(found: pd.DataFrame, documents: int) -> str:
    """The kinds in words, the most frequent first."""
    there = found[found.findings > 0].sort_values("findings", ascending=False)
    if there.empty:
        return f"No personal data was found in {documents:,} documents. What has another form than those that are looked for is not found."
    listed = ", ".join(
        f"{row.findings:,} {row.title[0].lower() if not row.title[1].isupper() else row.title[0]}{row.title[1:]}"
        for row in there.itertuples()
    )
    return f"In {documents:,} documents there are {listed}. What has another form than those that are looked for is not found."


def examples(connection: duckdb.DuckDBPyConnection, selection: Selection, kind: str, limit: int = 12) -> pd.DataFrame:
    """Some findings of a kind in their context, every letter and digit of all personal data hidden: doc_id, source,
    before, shape, after.

    The documents follow a hash of their id, so that not all are from one source, and every document gives one.
    """
    if kind not in KINDS:
        raise DataloupeError(f"there is no kind of personal data {kind!r} - there are {', '.join(KINDS)}")
    rows = connection.execute(
        f"""SELECT doc_id, source, text[:{READ_CHARACTERS}] FROM documents WHERE doc_id IN (
            SELECT doc_id FROM content WHERE {identifier(f"{kind}_count")} > 0 AND {where(connection, selection)} ORDER BY hash(doc_id), doc_id LIMIT ?) ORDER BY hash(doc_id), doc_id""",
        [limit],
    ).fetchall()
    found = []
    for doc_id, source, text in rows:
        alone = next(iter(find(text, [kind])), None)
        near = text[max(0, alone[0] - NEAR_CHARACTERS) : alone[1] + NEAR_CHARACTERS] if alone else ""
        places = find(near)
        hidden = _hidden(near, places)
        first = next(((start, end) for start, end, of in places if of == kind), None)
        if first:
            start, end = first
            found.append(
                (
                    doc_id,
                    source,
                    hidden[max(0, start - CONTEXT) : start],
                    hidden[start:end],
                    hidden[end : end + CONTEXT],
                )
            )
    return pd.DataFrame(found, columns=["doc_id", "source", "before", "shape", "after"])


def _hidden(text: str, places: list[tuple[int, int, str]]) -> str:
    """The text, of the same length, with every letter of a finding an x and every digit a 0: its form can be judged,
    nothing can be read.
    """
    pieces, at = [], 0
    for start, end, _ in places:
        pieces += [text[at:start], re.sub(r"[^\W\d_]", "x", re.sub(r"\d", "0", text[start:end]))]
        at = end
    return "".join([*pieces, text[at:]])
