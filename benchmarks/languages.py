"""How often is the detected language right? `python -m benchmarks.languages [--input FILE.parquet]`.

The source `tldr` of the corpus has texts in 38 languages, and the column `lang` says which: accuracy on whole texts and
on their first 100 and 50 characters, where unknown counts as wrong. On English chat, the false tail is the share of
texts that get another language.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import duckdb
import pyarrow as pa

from analytics.batch.language import detect

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus_100k.parquet"
MAIN_CODES = {"pt_BR": "pt", "pt_PT": "pt", "zh_TW": "zh", "nb": "no"}
CHAT = ("reddit", "goemotions", "ubuntu_irc", "gsm8k")
MIN_WHOLE, MIN_CUT, MAX_TAIL = 0.97, 0.90, 0.01
"""Limits: accuracy on whole texts and at 100 characters, and the false tail."""


def main() -> int:
    """Measure and print the table; gives 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--input", type=Path, default=CORPUS, help="a Parquet file with text, source and lang")
    path = str(parser.parse_args().input)
    rows = duckdb.sql(f"SELECT text, lang FROM '{path}' WHERE source = 'tldr'").fetchall()
    truth = [MAIN_CODES.get(lang, lang) for _, lang in rows]
    print(f"{'':24} {'accuracy':>9} {'known':>9} {'of known':>9} {'us/text':>9}")
    whole = _print_accuracy("whole texts", [text for text, _ in rows], truth)
    cut = _print_accuracy("100 characters", [text[:100] for text, _ in rows], truth)
    _print_accuracy("50 characters", [text[:50] for text, _ in rows], truth)
    chat = duckdb.sql(f"SELECT text FROM '{path}' WHERE source IN {CHAT} AND hash(text) % 4 = 0").fetchall()
    detected = _languages([text for (text,) in chat])
    tail = sum(language not in ("en", None) for language in detected) / len(detected)
    print(f"\nEnglish chat, {len(chat):,} texts: false tail {tail:.2%}, unknown {detected.count(None) / len(chat):.2%}")
    print("other languages:", dict(Counter(language for language in detected if language != "en").most_common(8)))
    return int(whole < MIN_WHOLE or cut < MIN_CUT or tail > MAX_TAIL)


def _print_accuracy(name: str, texts: list[str], truth: list[str]) -> float:
    started = time.process_time()
    detected = _languages(texts)
    seconds = time.process_time() - started
    right = sum(language == code for language, code in zip(detected, truth, strict=True))
    known = len(texts) - detected.count(None)
    print(
        f"{name:24} {right / len(texts):9.4f} {known / len(texts):9.4f} {right / max(known, 1):9.4f} "
        f"{1e6 * seconds / len(texts):9.0f}"
    )
    return right / len(texts)


def _languages(texts: list[str]) -> list[str | None]:
    """The detected language of each text, as in the build."""
    return detect(pa.RecordBatch.from_pydict({"doc_id": range(len(texts)), "text": texts}))["lang_detected"].to_pylist()


if __name__ == "__main__":
    raise SystemExit(main())
