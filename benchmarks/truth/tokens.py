"""Is the estimate of tokens near the count of a tokenizer, in every language and source?

GPT-4o's tokenizer counts documents that the weights were not fitted to.
"""

from __future__ import annotations

import json
import random
import subprocess
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from analytics.batch.token_estimate import estimate_tokens
from benchmarks.environments import environment
from benchmarks.truth.table import Row

QUESTION = "How many tokens?"
CORPUS = Path(__file__).parents[3] / "shared" / "data" / "corpus_100k.parquet"
PEER, PEER_SCRIPT = ("bpe-openai==0.1.4",), Path(__file__).parents[1] / "peers" / "o200k_tokens.py"
FITTED, MEASURED, MAX_CHARACTERS = 150, 60, 20_000
MAX_ERROR, MAX_ERROR_OF_TABLES, MAX_MEDIAN = 0.2, 0.25, 0.065
LEAST_TOKENS = 1000
"""Of a group, so that its error is not that of one document."""


def documents() -> pd.DataFrame:
    """name (source, of many languages also the language) and text of documents that the weights were not fitted to."""
    query = f"""SELECT name, text[:{MAX_CHARACTERS}] AS text FROM (
            SELECT *, row_number() OVER (PARTITION BY name ORDER BY hash(id)) AS place FROM (
                SELECT *, source || CASE WHEN source = 'tldr' THEN ' ' || lang ELSE '' END AS name FROM '{CORPUS}'
            )
        ) WHERE place BETWEEN {FITTED + 1} AND {FITTED + MEASURED}"""
    return duckdb.sql(query).df()


def generate(seed: int) -> str:
    """A table drawn with ASCII characters."""
    draw = random.Random(seed)
    names = ["cost", "name", "river", "2.75", "1034", "north", "seven hills", ""]
    width, columns = draw.randint(8, 20), draw.randint(2, 6)
    rule = "+" + "+".join("-" * width for _ in range(columns)) + "+"
    rows = ["|" + "|".join(f" {draw.choice(names)}".ljust(width) for _ in range(columns)) + "|" for _ in range(8)]
    return "\n".join([rule, rows[0], rule, *rows[1:], rule])


def tokenized(texts: list[str], folder: Path) -> list[int]:
    """How many tokens GPT-4o's tokenizer makes of each text."""
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    command = [environment("tokens", PEER), PEER_SCRIPT, folder / "texts.json"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    counts: list[int] = json.loads(ran.stdout.splitlines()[-1])
    return counts


def estimated(texts: list[str]) -> np.ndarray:
    """The estimate of each text."""
    encoded = [text.encode("utf-8") for text in texts]
    bounds = np.r_[0, np.cumsum([len(one) for one in encoded])].astype(np.int64)
    return estimate_tokens(np.frombuffer(b"".join(encoded), np.uint8), bounds)


def check() -> list[Row]:
    """The error of each group, and of half of the documents; without the corpus, only that of drawn tables."""
    tables = pd.DataFrame({"name": "ASCII tables", "text": [generate(seed) for seed in range(60)]})
    table = pd.concat([documents(), tables] if CORPUS.is_file() else [tables], ignore_index=True)
    with tempfile.TemporaryDirectory() as folder:
        table["true"] = tokenized(table.text.tolist(), Path(folder))
    table["estimate"] = estimated(table.text.tolist())
    rows = []
    for name, group in table.groupby("name"):
        error = abs(group.estimate.sum() / group.true.sum() - 1)
        required = MAX_ERROR_OF_TABLES if name == "ASCII tables" else MAX_ERROR
        generator = f"{name}, n = {len(group)}, {group.true.sum():,} tokens"
        enough = required if group.true.sum() >= LEAST_TOKENS else None
        rows.append(Row(QUESTION, generator, "error of the sum", float(error), "<=", enough))
    errors = (table.estimate / table.true.clip(lower=1) - 1).abs()
    return [*rows, Row(QUESTION, "all documents", "median error", float(errors.median()), "<=", MAX_MEDIAN)]
