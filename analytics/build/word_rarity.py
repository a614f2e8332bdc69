"""The rarity of words as a table: added documents are compared by the rarity of words that the others were."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build.semantic_copies import Rarity

TABLE = "word_rarity"
SCHEMA = pa.schema({"word": pa.string(), "documents": pa.int32(), "sampled": pa.int32()})
"""How many of the `sampled` documents have a word."""


def to_table(rarity: Rarity | None) -> pa.Table:
    """The rows of TABLE; none where the rarity is not known."""
    if rarity is None:
        return SCHEMA.empty_table()
    words, counts = list(rarity.documents), list(rarity.documents.values())
    return pa.table([words, counts, pa.repeat(rarity.texts, len(words)).cast(pa.int32())], schema=SCHEMA)


def read(files: Iterable[Path]) -> Rarity | None:
    """The rarity in files of TABLE; None where it is not known."""
    table = pa.concat_tables([SCHEMA.empty_table(), *(pq.read_table(file, use_threads=False) for file in files)])
    if not len(table):
        return None
    counts = zip(table["word"].to_pylist(), table["documents"].to_pylist(), strict=True)
    return Rarity(table["sampled"][0].as_py(), dict(counts))
