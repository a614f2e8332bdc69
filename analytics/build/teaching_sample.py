"""Which passages of a corpus teach an encoder? From every language and source, more from a small one than its share."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

from analytics.build.stage import Context

if TYPE_CHECKING:
    import duckdb

MAX_PASSAGES = 12_000
EXPONENT = 0.3
"""A language in a source gets passages in proportion to this power of its documents, so that a language of a hundred
documents is learnt, too, next to one of fifty thousand.
"""
BEGINNING = 1000
PASSAGE_CHARACTERS = 400
"""A passage has at least the tokens that are taught (`multilingual.PASSAGE_TOKENS`), except at the end of a text."""


def passages(context: Context, has_languages: bool) -> list[str]:
    """The passages, in a fixed order; by the detected languages where they are known."""
    connection = context.workspace.connect(context.manifest)
    join = "LEFT JOIN (SELECT doc_id, lang_detected FROM signals) USING (doc_id)" if has_languages else ""
    language = "lang_detected" if has_languages else "NULL::VARCHAR"
    connection.execute(
        f"CREATE VIEW to_sample AS SELECT doc_id, text, source, {language} AS lang FROM documents {join}"
    )
    return sample(connection, "to_sample")


def sample(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """Passages of the texts in a table (doc_id, text, source, lang)."""
    sizes = connection.execute(
        f"SELECT lang, source, count(*) FROM {table} WHERE trim(text) <> '' GROUP BY ALL ORDER BY 3 DESC, 1, 2"
    ).fetchall()
    quotas = shares([size for *_, size in sizes])
    languages, sources = ([row[column] for row in sizes] for column in (0, 1))
    chosen = connection.execute(
        f"""
        WITH quotas AS (SELECT unnest(?::VARCHAR[]) AS lang, unnest(?::VARCHAR[]) AS source, unnest(?) AS quota),
        ranked AS (SELECT doc_id, lang, source,
                          row_number() OVER (PARTITION BY lang, source ORDER BY hash(doc_id), doc_id) AS rank
                   FROM {table} WHERE trim(text) <> '')
        SELECT doc_id, left(text, {BEGINNING}) FROM {table} WHERE doc_id IN (
            SELECT doc_id FROM ranked JOIN quotas ON ranked.lang IS NOT DISTINCT FROM quotas.lang
            AND ranked.source IS NOT DISTINCT FROM quotas.source WHERE rank <= quota) ORDER BY doc_id
        """,
        [languages, sources, quotas],
    ).fetchall()
    return [passage(text) for _, text in chosen]


def shares(sizes: list[int], total: int = MAX_PASSAGES) -> list[int]:
    """How many of each group: in proportion to a power of their sizes, at most all of a group, about `total` in sum."""
    weights = np.array(sizes, float) ** EXPONENT
    counts = np.array(sizes, float)
    if counts.sum() <= total:
        return [int(size) for size in sizes]
    low, high = 0.0, float(counts.max())
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.minimum(counts, middle * weights).sum() < total else (low, middle)
    return [int(count) for count in np.minimum(counts, np.ceil(low * weights))]


def passage(text: str) -> str:
    """The beginning of a text, or every second time a later passage; the text itself decides, not its place."""
    random = np.random.default_rng(zlib.crc32(text.encode("utf-8", "replace")))
    starts = [0, *(at + 1 for at, sign in enumerate(text[: max(0, len(text) - PASSAGE_CHARACTERS)]) if sign.isspace())]
    start = starts[int(random.integers(len(starts)))] if random.random() < 0.5 else 0
    return text[start : start + PASSAGE_CHARACTERS]
