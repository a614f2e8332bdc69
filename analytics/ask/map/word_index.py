"""In which documents of the map is a word? A small index for a search without a server."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np

WORD = r"[\pL\pM]{2,}"
"""Runs of letters; numbers, addresses and other identifiers are not indexed."""

INDEXED_CHARACTERS = 1_000
WORDS_PER_DOCUMENT = 24
MAX_WORD_LENGTH = 24
MAX_SHARE = 0.5
"""Words in a larger share of the documents distinguish nothing."""


@dataclass(frozen=True)
class WordIndex:
    """`words` in alphabetical order; the documents of word i are `places[starts[i]:starts[i + 1]]`, ascending."""

    words: tuple[str, ...]
    starts: np.ndarray
    places: np.ndarray


def word_index(connection: duckdb.DuckDBPyConnection, min_documents: int = 5) -> WordIndex:
    """The rarest words of each document on the map, from its first characters. Places count the documents in the order
    of `points`. A word of fewer than `min_documents` documents, such as a name, is left out.
    """
    rows = connection.sql(
        f"""WITH placed AS (
            SELECT doc_id, row_number() OVER (ORDER BY hash(doc_id)) - 1 AS place FROM map
            WHERE isfinite(x) AND isfinite(y)
        ), word_rows AS (
            SELECT place, unnest(list_distinct(regexp_extract_all(
                lower(left(text, {INDEXED_CHARACTERS})), '{WORD}'))) AS word
            FROM placed JOIN documents USING (doc_id)
        ), counted AS (
            SELECT word, count(*) AS n FROM word_rows WHERE length(word) <= {MAX_WORD_LENGTH} GROUP BY word
            HAVING n >= ? AND n <= greatest(?, {MAX_SHARE} * (SELECT count(*) FROM placed))
        )
        SELECT word, place FROM word_rows JOIN counted USING (word)
        QUALIFY row_number() OVER (PARTITION BY place ORDER BY n, word) <= {WORDS_PER_DOCUMENT}
        ORDER BY word, place""",
        params=[min_documents, min_documents],
    ).to_arrow_table()
    encoded = rows.column("word").combine_chunks().dictionary_encode()
    codes, places = encoded.indices.to_numpy(), rows.column("place").to_numpy().astype(np.int64)
    starts = np.searchsorted(codes, np.arange(len(encoded.dictionary) + 1))
    return WordIndex(tuple(encoded.dictionary.to_pylist()), starts, places)
