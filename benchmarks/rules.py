"""Do our rules decide like datatrove's filters? `python -m benchmarks.rules [--input FILE.parquet] [--documents N]`.

Prints for each rule of Gopher quality, Gopher repetition and FineWeb the share of documents with a different verdict:
with datatrove's words (spaCy's blank English pipeline) and with our words. Our words leave one difference: FineWeb's
rule on terminal punctuation ignores white space at the end of a line here, but not in datatrove. Its words include
punctuation marks and the halves of "don't", which makes a share of words with letters, or of repeated n-grams, another
number under the same name. Documents are not compared where a rule is not made for them here (stop words outside
English, word lengths in scripts without spaces), and where datatrove divides by zero.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from analytics.build.scan import scan_texts
from analytics.rules import rules
from benchmarks.environments import environment
from benchmarks.scan import PEER, batches, read_texts
from tests.signals.plain_text import split_words

SETS = ("Gopher quality", "Gopher repetition", "FineWeb")
MAX_DIFFERENT = 0.005
"""Limit: the share of documents with a different verdict on our words."""


def main() -> int:
    """Measure and print the table; gives 1 when the verdicts on our words differ for too many documents."""
    _, sample = read_texts(__doc__, "documents, drawn at random")
    here, datatrove = _our_verdicts(sample), _datatrove(sample.to_pylist())
    print(f"{len(sample):,} documents: different verdicts\n")
    head = f"{'rule':<54} {'compared':>9} {'fail':>7} {'its words':>10} {'our words':>10}"
    print(f"{head}   our words: fails here only / there only")
    different = [_print_rule(rule, verdicts, datatrove) for rule, verdicts in here.items()]
    return int(max(different) > MAX_DIFFERENT)


def _print_rule(rule: str, here: np.ndarray, datatrove: dict[str, dict[str, list[bool | None]]]) -> float:
    """Print the row of a rule; gives the share of documents with a different verdict on our words."""
    own, ours = (_as_numbers(datatrove[words][rule]) for words in ("own", "ours"))
    known = ~np.isnan(here) & ~np.isnan(own) & ~np.isnan(ours)
    here, own, ours = here[known], own[known], ours[known]
    shares = f"{here.mean():>7.2%} {np.mean(here != own):>10.2%} {np.mean(here != ours):>10.2%}"
    print(f"{rule:<54} {known.sum():>9,} {shares}   {int(np.sum(here > ours))} / {int(np.sum(here < ours))}")
    return float(np.mean(here != ours))


def _as_numbers(verdicts: list[bool | None]) -> np.ndarray:
    return np.array([np.nan if verdict is None else verdict for verdict in verdicts], float)


def _our_verdicts(texts: pa.Array) -> dict[str, np.ndarray]:
    """For each rule float[documents]: 1 fails, 0 passes, NaN not applicable."""
    connection = duckdb.connect()
    signals = pa.Table.from_batches([scan_texts(batch)[0] for batch in batches(texts)])  # noqa: F841 - read by name
    every = [rule for name in SETS for rule in rules(name)]
    verdicts = ", ".join(f"({rule.fails})::DOUBLE" for rule in every)
    columns = connection.execute(f"SELECT {verdicts} FROM signals ORDER BY doc_id").fetchnumpy()
    return {
        f"{rule.set} / {rule.name}": np.ma.filled(values, np.nan)
        for rule, values in zip(every, columns.values(), strict=True)
    }


def _datatrove(texts: list[str]) -> dict[str, dict[str, list[bool | None]]]:
    python = environment("datatrove", PEER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        path.write_text("\n".join(json.dumps([text, split_words(text)]) for text in texts), encoding="utf-8")
        script = Path(__file__).parent / "peers" / "datatrove_rules.py"
        ran = subprocess.run([python, str(script), str(path)], capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"datatrove failed: {ran.stderr.strip().splitlines()[-1]}")
    return json.loads(ran.stdout.splitlines()[-1])


if __name__ == "__main__":
    raise SystemExit(main())
