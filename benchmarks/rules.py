"""Whose verdict? Every rule of Gopher quality, Gopher repetition and FineWeb against datatrove's own filters: `python
-m benchmarks.rules [--input FILE.parquet] [--documents N]`.

Prints for each rule the share of documents with another verdict: with datatrove's words (spaCy's blank English
pipeline), and with ours, which leaves only what is not the tokenizer's: in FineWeb's rule on terminal punctuation we
look past white space at the end of a line, datatrove does not. Its words are also punctuation marks and the halves of
"don't", so a share of words with letters, or of repeated n-grams, is another number under the same name. Documents that
a rule is not made for here (stop words outside English, word lengths in scripts without spaces) are not compared, nor
where datatrove divides by zero.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build.scan import scan_texts
from analytics.rules import rules
from benchmarks.environments import environment
from benchmarks.scan import BATCH_ROWS, CORPUS, PEER
from tests.signals.plain_text import split_words

SETS = ("Gopher quality", "Gopher repetition", "FineWeb")


def main() -> int:
    """Measure, print the table, and give 1 when a verdict differs for more documents than the tokenizer explains."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--input", type=Path, default=CORPUS, help="a Parquet file with a column 'text'")
    parser.add_argument("--documents", type=int, default=5000, help="how many documents, drawn at random")
    given = parser.parse_args()
    if not given.input.is_file():
        print(f"no input at {given.input} - give --input FILE.parquet, with a column 'text'")
        return 1
    texts = pq.read_table(given.input, columns=["text"])["text"].combine_chunks()
    sample = texts.take(pa.array(np.sort(np.random.default_rng(0).permutation(len(texts))[: given.documents])))
    ours, theirs = _ours(sample), _datatrove(sample.to_pylist())
    print(f"{len(sample):,} documents: verdicts that differ\n")
    print(
        f"{'rule':<54} {'compared':>9} {'fail':>7} {'its words':>10} {'our words':>10}   only ours fails / only theirs, our words"
    )
    worst = 0.0
    for rule, verdict in ours.items():
        own, cut = (
            np.array([np.nan if one is None else one for one in theirs[tokenizer][rule]], float)
            for tokenizer in ("own", "given")
        )
        known = ~np.isnan(verdict) & ~np.isnan(own) & ~np.isnan(cut)
        verdict, own, cut = verdict[known], own[known], cut[known]
        worst = max(worst, float(np.mean(verdict != cut)))
        print(
            f"{rule:<54} {known.sum():>9,} {verdict.mean():>7.2%} {np.mean(verdict != own):>10.2%} {np.mean(verdict != cut):>10.2%}"
            f"   {int(np.sum(verdict > cut))} / {int(np.sum(verdict < cut))}"
        )
    return int(worst > 0.005)


def _ours(texts: pa.Array) -> dict[str, np.ndarray]:
    """For each rule float[documents]: 1 fails, 0 passes, NaN not applicable."""
    connection = duckdb.connect()
    batches = pa.table({"doc_id": pa.array(np.arange(len(texts))), "text": texts}).to_batches(max_chunksize=BATCH_ROWS)
    scanned = pa.Table.from_batches([scan_texts(batch)[0] for batch in batches])  # noqa: F841 - DuckDB reads it by name
    connection.execute("CREATE TABLE signals AS FROM scanned")
    every = [rule for name in SETS for rule in rules(name)]
    found = connection.execute(
        f"SELECT {', '.join(f'({rule.fails})::DOUBLE' for rule in every)} FROM signals ORDER BY doc_id"
    ).fetchnumpy()
    return {
        f"{rule.set} / {rule.name}": np.ma.filled(values, np.nan)
        for rule, values in zip(every, found.values(), strict=True)
    }


def _datatrove(texts: list[str]) -> dict[str, dict[str, list[bool | None]]]:
    python = environment("datatrove", PEER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        path.write_text("\n".join(json.dumps([text, split_words(text)]) for text in texts), encoding="utf-8")
        script = Path(__file__).parent / "peers" / "datatrove_rules.py"
        ran = subprocess.run([python, str(script), str(path)], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"datatrove did not answer: {ran.stderr.strip().splitlines()[-1]}")
    return json.loads(ran.stdout.splitlines()[-1])


if __name__ == "__main__":
    raise SystemExit(main())
