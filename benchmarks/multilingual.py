"""Does a text meet its translation? Cross-lingual retrieval, intents of English questions, and speed, by encoder.

    python -m benchmarks.multilingual [--corpus FILE] [--banking FOLDER] [--encoders NAME,...]

Retrieval: the source `tldr` of the corpus describes commands in 38 languages. Titles, code, placeholders and addresses
are cut out, and the name of the command. Each description that is not in English asks: is the English page of the same
command among the nearest 10 of all English pages? R@10 is the share. A page that says nothing of its own (an alias, or
fewer letters than 20) asks nothing and has no true answer.

static-multilingual is taught twice: without any page of the commands that are asked for (held out, the honest figure),
and on the whole corpus as a build does (a build reads its own documents, and never which ones belong together).
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from analytics import encoders
from analytics.build.teaching_sample import passage, sample
from benchmarks.encoders import BANKING77, intent_accuracy

CORPUS = Path(__file__).parents[2] / "shared" / "data" / "corpus_100k.parquet"
NEAREST, MIN_LETTERS, MIN_QUERIES = 10, 20, 20
TARGETS = {"static-multilingual": 0.75, "e5": 0.87}


@dataclass(frozen=True)
class Page:
    """What the page of a command says, without title, code, addresses, and the name of the command."""

    title: str
    lang: str
    text: str

    @property
    def letters(self) -> int:
        return sum(sign.isalpha() for sign in self.text)


def description(title: str, lang: str, text: str) -> Page:
    """The description in a page."""
    text = re.sub(r"^#.*$", "", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"`[^`]*`|<[^>]*>|https?://\S+|\{\{.*?\}\}", " ", text)
    for name in sorted({title, title.replace("-", " "), *title.split("-")}, key=lambda name: (-len(name), name)):
        text = re.sub(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", " ", text, flags=re.IGNORECASE)
    text = re.sub(r"^\s*[->]\s*", "", text, flags=re.MULTILINE)
    return Page(title, lang, " ".join(text.split()))


@dataclass(frozen=True)
class Retrieval:
    """Questions in other languages, and the English pages among which the answers are."""

    questions: list[Page]
    english: list[Page]

    @classmethod
    def read(cls, corpus: Path) -> Retrieval:
        rows = duckdb.sql(f"SELECT title, lang, text FROM '{corpus}' WHERE source = 'tldr' ORDER BY id").fetchall()
        pages = [one for one in (description(*row) for row in rows) if one.letters >= MIN_LETTERS]
        english = [one for one in pages if one.lang == "en"]
        copies = Counter(one.text for one in english)
        answered = {one.title for one in english if copies[one.text] == 1}
        return cls([one for one in pages if one.lang != "en" and one.title in answered], english)

    @property
    def titles(self) -> list[str]:
        """The commands that are asked for."""
        return sorted({one.title for one in self.questions})

    def hits(self, encoder: encoders.Encoder) -> pd.Series:
        """bool for each question, by its language."""
        questions, english = (encoder.encode([one.text for one in some]) for some in (self.questions, self.english))
        nearest = np.argsort(-(questions @ english.T), axis=1, kind="stable")[:, :NEAREST]
        titles = np.array([one.title for one in self.english])
        is_hit = (titles[nearest] == np.array([[one.title] for one in self.questions])).any(axis=1)
        return pd.Series(is_hit & questions.any(axis=1), index=[one.lang for one in self.questions])


def main() -> int:
    """Measure and print the table; gives 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="a corpus with the source tldr in many languages")
    parser.add_argument("--banking", type=Path, default=BANKING77, help="a folder with train.csv and test.csv")
    parser.add_argument("--encoders", default=",".join(encoders.NAMES), help="which ones to measure")
    arguments = parser.parse_args()
    if not arguments.corpus.is_file():
        print(f"{arguments.corpus} is not there. Use --corpus FILE.")
        return 1
    retrieval = Retrieval.read(arguments.corpus)
    print(f"{len(retrieval.questions):,} questions in other languages, {len(retrieval.english):,} English pages")
    missed = []
    for name in arguments.encoders.split(","):
        encoder = encoders.encoder(name)
        if isinstance(encoder, encoders.Teachable):
            held_out = _taught(encoder, arguments.corpus, retrieval.titles)
            recall = _report(f"{name}, held out", held_out, retrieval, arguments.banking)
            whole = _taught(encoder, arguments.corpus, [])
            _report(f"{name}, whole corpus", whole, retrieval, arguments.banking)
            _print_speed(whole, arguments.corpus)
            _print_own_intents(encoder, arguments.banking)
        else:
            recall = _report(name, encoder, retrieval, arguments.banking)
        missed += [name] if recall < TARGETS.get(name, 0) else []
    print(f"\nBelow the target: {', '.join(missed)}" if missed else "\nAll targets are met.")
    return int(bool(missed))


def _taught(encoder: encoders.Teachable, corpus: Path, without: list[str]) -> encoders.Encoder:
    """The encoder fitted to the corpus as a build does it, without the pages of some commands."""
    connection = duckdb.connect()
    connection.execute("CREATE TABLE without AS SELECT unnest(?::VARCHAR[]) AS title", [without])
    connection.execute(
        f"CREATE VIEW documents AS SELECT id AS doc_id, text, source, lang FROM '{corpus}' "
        "WHERE source <> 'tldr' OR title NOT IN (SELECT title FROM without)"
    )
    started = time.perf_counter()
    fitted = encoder.taught(sample(connection, "documents"))
    print(f"\ntaught in {time.perf_counter() - started:.0f} s (nothing to do if it was taught before)", flush=True)
    return fitted


def _report(title: str, encoder: encoders.Encoder, retrieval: Retrieval, banking: Path) -> float:
    """R@10 over all questions; also prints it by language, and the accuracy on intents."""
    hits = retrieval.hits(encoder)
    by_language = hits.groupby(level=0).agg(["mean", "size"]).sort_values("size", ascending=False)
    large = by_language[by_language["size"] >= MIN_QUERIES]
    accuracy = f"{intent_accuracy(encoder, banking):.3f}" if (banking / "train.csv").is_file() else "-"
    print(f"{title}: R@10 {hits.mean():.3f}, intents {accuracy}", flush=True)
    print("  " + "  ".join(f"{lang} {row['mean']:.2f} ({row['size']:.0f})" for lang, row in large.iterrows()))
    small = by_language[by_language["size"] < MIN_QUERIES]
    print(f"  the other {len(small)} languages {hits[hits.index.isin(small.index)].mean():.2f} ({small['size'].sum()})")
    return float(hits.mean())


def _print_own_intents(encoder: encoders.Teachable, banking: Path) -> None:
    """The accuracy on intents when the training questions teach the encoder, as when they are the corpus of a build."""
    if (banking / "train.csv").is_file():
        own = encoder.taught([passage(text) for text in pd.read_csv(banking / "train.csv")["text"]])
        print(f"  intents {intent_accuracy(own, banking):.3f} when the training questions teach it", flush=True)


def _print_speed(encoder: encoders.Encoder, corpus: Path) -> None:
    texts = [
        text for (text,) in duckdb.sql(f"SELECT text FROM '{corpus}' USING SAMPLE 20000 (reservoir, 1)").fetchall()
    ]
    encoder.encode(texts)  # its tokens are distilled now
    fresh = encoders.encoder(encoder.name, digest=encoder.digest)
    started, cpu = time.perf_counter(), time.process_time()
    for start in range(0, len(texts), fresh.batch_rows):
        fresh.encode(texts[start : start + fresh.batch_rows])
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    print(f"  {len(texts) / seconds:,.0f} documents/s ({len(texts) / cpu:,.0f} per second of one core)", flush=True)


if __name__ == "__main__":
    sys.exit(main())
