"""Large sets of documents, made on this machine, for measurements of scale.

    python -m benchmarks.scale_sets repeated CORPUS.parquet OUT.parquet [--times 10]
    python -m benchmarks.scale_sets short CORPUS.parquet OUT.parquet [--rows 10000000]

`repeated` is the corpus several times; in each repetition 35 % of the words are dropped at random. `short` are
documents of about 300 characters: consecutive words of the corpus, of which 20 % are dropped. Equal commands make equal
files.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from itertools import compress

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

SEED = 17
DROPPED_OF_REPEATED, DROPPED_OF_SHORT = 0.35, 0.2
SHORT_CHARACTERS = 300
ROWS_PER_BATCH = 20_000


def repeated(corpus: pa.Table, times: int) -> Iterator[pa.Table]:
    """The corpus, then `times` - 1 copies with words dropped, with new ids."""
    for number in range(times):
        random = np.random.default_rng([SEED, number])
        for start in range(0, len(corpus), ROWS_PER_BATCH):
            rows = corpus.slice(start, ROWS_PER_BATCH)
            if number:
                texts = [_without_words(text, DROPPED_OF_REPEATED, random) for text in rows["text"].to_pylist()]
                rows = rows.set_column(rows.column_names.index("text"), "text", pa.array(texts, pa.string()))
            yield _with_ids(rows, number * len(corpus) + start)


def short(corpus: pa.Table, count: int) -> Iterator[pa.Table]:
    """`count` documents of about SHORT_CHARACTERS, each from a random place of a random document."""
    corpus = corpus.filter(pc.greater(pc.utf8_length(corpus["text"]), 0))
    texts = corpus["text"].combine_chunks()
    lengths = pc.utf8_length(texts).to_numpy()
    long_enough = np.flatnonzero(lengths >= SHORT_CHARACTERS)
    share = lengths[long_enough] / lengths[long_enough].sum()
    for start in range(0, count, ROWS_PER_BATCH):
        random = np.random.default_rng([SEED, 1_000_000 + start])
        rows = random.choice(long_enough, min(ROWS_PER_BATCH, count - start), p=share)
        pieces = [_piece(texts[row].as_py(), random) for row in rows.tolist()]
        table = corpus.take(pa.array(rows))
        yield _with_ids(
            table.set_column(table.column_names.index("text"), "text", pa.array(pieces, pa.string())), start
        )


def _piece(text: str, random: np.random.Generator) -> str:
    wanted = int(SHORT_CHARACTERS / (1 - DROPPED_OF_SHORT))
    start = int(random.integers(0, max(1, len(text) - wanted)))
    return _without_words(text[start : start + wanted], DROPPED_OF_SHORT, random)


def _without_words(text: str | None, dropped: float, random: np.random.Generator) -> str | None:
    """`text` without a random share of its words; a text of one word stays."""
    if text is None or " " not in text:
        return text
    words = text.split(" ")
    return " ".join(compress(words, random.random(len(words)) >= dropped)) or words[0]


def _with_ids(rows: pa.Table, first: int) -> pa.Table:
    if "id" not in rows.column_names:
        return rows
    ids = pa.array(np.arange(first, first + len(rows)))
    return rows.set_column(rows.column_names.index("id"), "id", ids)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["repeated", "short"])
    parser.add_argument("corpus")
    parser.add_argument("out")
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--rows", type=int, default=10_000_000)
    chosen = parser.parse_args(arguments)
    corpus = pq.read_table(chosen.corpus)
    tables = repeated(corpus, chosen.times) if chosen.kind == "repeated" else short(corpus, chosen.rows)
    first = next(tables)
    with pq.ParquetWriter(chosen.out, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table.cast(first.schema))
    print(f"{pq.read_metadata(chosen.out).num_rows:,} documents in {chosen.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
