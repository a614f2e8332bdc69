"""Simulate eight weeks of logs of an assistant product, with planted findings (see TRUTH.md).

    python -m sample_data.simulate_logs logs.jsonl [--turns 20000] [--seed 0] [--no-effect]

One row is one answer to one prompt, as in a team's own export: user, time, language, model, prompt version, latency,
cost and, if the user rated the answer, a thumb and perhaps a comment. A regenerated answer is a second row with the
same conversation and turn. The source of every row is `simulated assistant`. With --no-effect users differ in mood and
in how often they rate, but no column has any effect.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sample_data.simulated_attributes import TURNS, attributes
from sample_data.simulated_texts import texts

CHUNK_ROWS = 20_000
TEXT_COLUMNS = (
    "conversation_id", "user_id", "created_at", "prompt", "response", "model", "prompt_version", "topic", "language",
    "client",
)  # fmt: skip
SCHEMA = pa.schema(
    [(name, pa.string()) for name in TEXT_COLUMNS]
    + [("turn", pa.int32()), ("regenerated", pa.bool_()), ("latency_ms", pa.int32()), ("cost", pa.float64())]
    + [(name, pa.string()) for name in ("thumbs", "comment", "source")]
)


def write_logs(path: str | Path, turns: int = TURNS, seed: int = 0, effect: bool = True) -> int:
    """Write simulated logs to `path` as JSONL or Parquet, by its extension; gives the number of rows.

    Raises ValueError for another extension.
    """
    path = Path(path)
    if path.suffix not in WRITERS:
        raise ValueError(f"{path.name} has an unknown extension. Use {' or '.join(WRITERS)}.")
    rows = texts(attributes(turns, seed, effect), seed)
    return sum(WRITERS[path.suffix](path, iter(lambda: list(islice(rows, CHUNK_ROWS)), [])))


def _write_json_lines(path: Path, chunks: Iterator[list[dict[str, Any]]]) -> Iterator[int]:
    with path.open("w", encoding="utf-8") as file:
        for chunk in chunks:
            file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in chunk)
            yield len(chunk)


def _write_parquet(path: Path, chunks: Iterator[list[dict[str, Any]]]) -> Iterator[int]:
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        for chunk in chunks:
            writer.write_batch(pa.RecordBatch.from_pylist(chunk, SCHEMA))
            yield len(chunk)


WRITERS: dict[str, Callable[[Path, Iterator[list[dict[str, Any]]]], Iterator[int]]] = {
    ".jsonl": _write_json_lines,
    ".parquet": _write_parquet,
}


def main() -> None:
    """Write the logs that the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", help=" or ".join(WRITERS))
    parser.add_argument("--turns", type=int, default=TURNS, help="the approximate number of answers")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-effect", dest="effect", action="store_false", help="plant nothing: any finding is chance")
    arguments = parser.parse_args()
    rows = write_logs(arguments.out, arguments.turns, arguments.seed, arguments.effect)
    print(f"{rows:,} simulated answers in {arguments.out}")


if __name__ == "__main__":
    main()
