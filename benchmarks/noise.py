"""Which rule or score detects which kind of noise, in English texts of 60 to 800 words?

    python -m benchmarks.noise [--input FILE.parquet]

Each kind is planted into 300 texts that no model was trained on, once into the whole text and once into a third of it,
and compared with 300 other such texts. AUC is the probability that a score is more extreme for a noisy text than for a
clean one, on the better side. The best of some seventy scores is slightly overestimated (about .54 without any noise),
so the table also shows some scores by name. "Rules" is the share of noisy texts that fail any rule of Gopher, C4 or
FineWeb.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from scipy import stats

from analytics.batch.ngrams import Surprise
from analytics.build.scan import scan_texts
from analytics.rules import RULES, any_fails
from analytics.signals.content.ending import unfinished
from analytics.signals.content.markup import count_tags
from analytics.signals.content.mojibake import count_mojibake
from benchmarks._noise_kinds import KINDS, plant
from benchmarks.scan import CORPUS

TEXTS, TRAINED = 300, 4000
MIN_TEXTS = TRAINED // 4 + 2 * TEXTS
MIN_WORDS, MAX_WORDS = 60, 800
SHARES = {"all": 1.0, "a third": 0.34}
RULE_SETS = ("Gopher quality", "Gopher repetition", "C4", "FineWeb")
SURPRISE_SCORES = ("perplexity", "perplexity_peak")
NAMED_SCORES = {"perplexity": 10, "perplexity_peak": 15, "mojibake_count": 14, "unfinished": 10}
"""Scores with a column of their own, and its width."""

MIN_AUC = 0.9

Scores = dict[str, np.ndarray]


def main() -> int:
    """Print the table; gives 1 if no score detects a kind, planted into the whole text, with an AUC of 0.9."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--input", type=Path, default=CORPUS, help="a Parquet file with a column 'text'")
    file = parser.parse_args().input
    if not file.is_file():
        print(f"{file} does not exist. Use --input FILE.parquet with a column 'text'.")
        return 1
    texts = _english_texts(file)
    if len(texts) < MIN_TEXTS:
        print(f"{file} has only {len(texts)} English texts of {MIN_WORDS} to {MAX_WORDS} words. It needs {MIN_TEXTS}.")
        return 1
    trained = texts[2 * TEXTS : 2 * TEXTS + TRAINED]
    model = Surprise.of([_batch(trained)])
    clean, clean_failing = _scores(texts[:TEXTS], model)
    print(f"{len(trained):,} texts train the 3-gram model; rules fail {clean_failing:.0%} of the clean texts\n")
    named = " ".join(f"{name:>{width}}" for name, width in NAMED_SCORES.items())
    print(
        f"{'noise':<18} {'planted':<8} {'best score':<30} {'AUC':>5}  {'second':<30} {'AUC':>5}  {named} {'rules':>6}"
    )
    aucs = {kind: _measure(kind, texts[TEXTS : 2 * TEXTS], clean, model) for kind in KINDS}
    missed = [kind for kind, auc in aucs.items() if auc < MIN_AUC]
    print(f"\nDetected by no score with an AUC of {MIN_AUC}: {', '.join(missed) or 'none'}")
    return int(bool(missed))


def _measure(kind: str, texts: list[str], clean: Scores, model: Surprise) -> float:
    """Print the rows of one kind of noise; gives the best AUC for noise in the whole text."""
    best = {}
    for planted, share in SHARES.items():
        noisy_texts = [plant(text, KINDS[kind], share, seed) for seed, text in enumerate(texts)]
        noisy, failing = _scores(noisy_texts, model)
        aucs = {name: _auc(clean[name], noisy[name]) for name in noisy}
        first, second = sorted(((auc, name) for name, auc in aucs.items()), reverse=True)[:2]
        named = " ".join(f"{aucs[name]:>{width}.2f}" for name, width in NAMED_SCORES.items())
        ranked = f"{first[1]:<30} {first[0]:>5.2f}  {second[1]:<30} {second[0]:>5.2f}"
        print(f"{kind:<18} {planted:<8} {ranked}  {named} {failing:>6.0%}", flush=True)
        best[planted] = first[0]
    return best["all"]


def _english_texts(path: Path) -> list[str]:
    """English texts of 60 to 800 words, in a random order by a fixed seed."""
    texts = pq.read_table(path, columns=["text"])["text"].combine_chunks()
    sample = texts.take(pa.array(np.random.default_rng(4).permutation(len(texts))[: 8 * TRAINED]))
    languages = scan_texts(pa.record_batch({"doc_id": np.arange(len(sample)), "text": sample}))[0]["lang_detected"]
    return [
        text
        for text, language in zip(sample.to_pylist(), languages.to_pylist(), strict=True)
        if language == "en" and MIN_WORDS <= len(text.split()) <= MAX_WORDS
    ]


def _scores(texts: list[str], model: Surprise) -> tuple[Scores, float]:
    """Every score of each text, and the share of texts that fail any published rule."""
    batch = _batch(texts)
    signals = pa.Table.from_batches([scan_texts(batch)[0]])
    fails = any_fails(tuple(rule for rule in RULES if rule.set in RULE_SETS))
    ((failing,),) = duckdb.sql(f"SELECT avg(coalesce({fails}, false)::INTEGER) FROM signals").fetchall()
    columns = {name: signals[name] for name in signals.column_names if name not in ("doc_id", "lang_detected")}
    surprise = model(batch)
    columns |= {name: surprise.column(name) for name in SURPRISE_SCORES}
    for compute in (count_tags, count_mojibake, unfinished):
        columns |= compute(batch)
    return {name: _floats(column) for name, column in columns.items()}, float(failing)


def _floats(column: pa.Array | pa.ChunkedArray) -> np.ndarray:
    return np.asarray(column.to_pandas(), dtype=float)


def _batch(texts: list[str]) -> pa.RecordBatch:
    return pa.record_batch({"doc_id": np.arange(len(texts)), "text": pa.array(texts, pa.string())})


def _auc(clean: np.ndarray, noisy: np.ndarray) -> float:
    """How well a score separates the two, on the better side; a missing value counts as the most extreme."""
    values = np.concatenate([clean, noisy])
    values = np.where(np.isnan(values), np.nanmax(values, initial=0) + 1, values)
    ranks = stats.rankdata(values)
    n_clean, n_noisy = len(clean), len(noisy)
    auc = (ranks[n_clean:].sum() - n_noisy * (n_noisy + 1) / 2) / (n_clean * n_noisy)
    return float(max(auc, 1 - auc))


if __name__ == "__main__":
    raise SystemExit(main())
