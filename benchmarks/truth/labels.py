"""Are changed labels flagged, and does a checked sample say how many of the flagged are wrong?

Of three labelled sets, 4 % of the labels are changed to any other class. The standard is TF-IDF with logistic
regression, cross-validated, and what cleanlab flags by default, in the same run.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import cross_val_predict

from analytics.build.label_documents import edges, evidence, labelled_documents
from analytics.build.label_evidence import Evidence, class_probabilities
from analytics.build.pipeline import build
from analytics.statistics.finite_population import count_interval
from analytics.statistics.labels import label_issues
from analytics.workspace.vector_file import read_vectors
from benchmarks.environments import environment
from benchmarks.truth.table import Row

QUESTION = "Which labels are likely wrong?"
DATA = Path(__file__).parents[3] / "shared" / "data"
PEER = ("cleanlab==2.9.0",)
PEER_SCRIPT = Path(__file__).parents[1] / "peers" / "cleanlab_labels.py"
CHANGED_SHARE, MAX_FLAGGED = 0.04, 2.0
SEEDS, RUNS, MIN_COVERAGE = (0, 1), 1000, 0.93


class Figures(NamedTuple):
    """How well wrong labels are flagged: precision, recall, average precision of the order, number of flagged."""

    precision: float
    recall: float
    average_precision: float
    flagged: float


def banking77() -> pd.DataFrame:
    """text and label of 13,083 questions to a bank with 77 intents."""
    files = sorted((DATA / "logs/banking77").glob("*.csv"))
    return pd.concat([pd.read_csv(file) for file in files]).rename(columns={"category": "label"})


def _corpus(label: str, condition: str, n: int) -> pd.DataFrame:
    corpus = DATA / "corpus_100k.parquet"
    query = f"SELECT text, {label} AS label FROM '{corpus}' WHERE {condition} ORDER BY hash(id) LIMIT {n}"
    return duckdb.sql(query).df()


def sources() -> pd.DataFrame:
    """text and label (source) of 4,000 documents of the corpus."""
    return _corpus("source", "source <> 'meetings'", 4000)


def subjects() -> pd.DataFrame:
    """text and label (category) of 5,000 abstracts of the 20 largest categories of the corpus."""
    most = (
        f"SELECT label FROM '{DATA / 'corpus_100k.parquet'}' WHERE source = 'arxiv' GROUP BY 1 ORDER BY count(*) DESC"
    )
    return _corpus("label", f"source = 'arxiv' AND label IN ({most} LIMIT 20)", 5000)


SETS: dict[str, Callable[[], pd.DataFrame]] = {"banking77": banking77, "sources": sources, "subjects": subjects}


def generate(seed: int, documents: int = 600, classes: int = 4) -> pd.DataFrame:
    """text and label of short texts, whose classes have some words of their own and share most."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, classes, documents)
    own = random.integers(0, 12, (documents, 10)) + 12 * truth[:, None]
    shared = 1000 + random.integers(0, 40, (documents, 10))
    drawn = np.where(random.random((documents, 10)) < 0.35, own, shared)
    texts = [" ".join(f"word{number}" for number in one) for one in drawn]
    return pd.DataFrame({"text": texts, "label": [f"class {one}" for one in truth]})


def known(documents: pd.DataFrame, folder: Path) -> tuple[Evidence, int, list[str]]:
    """What a build knows about these documents, the number of classes, and their texts."""
    enough = documents.label.map(documents.label.value_counts()) >= 10
    documents[enough].to_parquet(folder / "documents.parquet", index=False)
    workspace = build(f"{folder}/workspace", [f"{folder}/documents.parquet"], {}, until="duplicates")
    embeddings = read_vectors(workspace, workspace.read_manifest())
    connection = workspace.connect()
    labelled = labelled_documents(connection, "documents", "label", embeddings)
    texts = connection.sql("SELECT text FROM documents ORDER BY doc_id").df().text.to_numpy()[labelled.doc_ids]
    graph = edges(connection, labelled.doc_ids)
    return evidence(connection, labelled, graph), len(labelled.names), texts.tolist()


def with_changes(truth: np.ndarray, classes: int, seed: int) -> np.ndarray:
    """The labels with CHANGED_SHARE of them wrong."""
    random, n = np.random.default_rng(seed), len(truth)
    changed = random.choice(n, round(CHANGED_SHARE * n), replace=False)
    labels = truth.copy()
    labels[changed] = (labels[changed] + random.integers(1, classes, len(changed))) % classes
    return labels


def flagged(documents: Evidence, labels: np.ndarray, classes: int) -> Figures:
    """What dataloupe flags of these labels."""
    stacked = class_probabilities(documents._replace(labels=labels), classes)
    issues, is_wrong = label_issues(labels, stacked.probabilities, stacked.noise), labels != documents.labels
    own = stacked.probabilities[np.arange(len(labels)), labels]
    precision, recall = is_wrong[issues].mean(), is_wrong[issues].sum() / is_wrong.sum()
    return Figures(float(precision), float(recall), average_precision_score(is_wrong, -own), float(issues.sum()))


def flagged_by_cleanlab(texts: list[str], labels: np.ndarray, truth: np.ndarray, folder: Path) -> Figures:
    """What cleanlab flags of these labels by default, from TF-IDF and logistic regression."""
    rows = TfidfVectorizer().fit_transform(texts)
    model = LogisticRegression(max_iter=300)
    probabilities = cross_val_predict(model, rows, labels, cv=5, method="predict_proba")
    np.savez(folder / "labels.npz", probabilities=probabilities, labels=labels, wrong=labels != truth)
    command = [environment("cleanlab", PEER), PEER_SCRIPT, folder / "labels.npz"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    return Figures(*json.loads(ran.stdout.splitlines()[-1]))


def compare(name: str, folder: Path) -> list[Row]:
    """The mean figures of a set over SEEDS, and those of cleanlab as what is required."""
    documents, classes, texts = known(SETS[name](), folder)
    ours, theirs = [], []
    for seed in SEEDS:
        labels = with_changes(documents.labels, classes, seed)
        ours.append(flagged(documents, labels, classes))
        theirs.append(flagged_by_cleanlab(texts, labels, documents.labels, folder))
    mean, peer = Figures(*np.mean(ours, axis=0)), Figures(*np.mean(theirs, axis=0))
    generator = f"{name}, 4 % changed, n = {len(documents.labels):,}"
    changed = round(CHANGED_SHARE * len(documents.labels))
    figures = zip(("precision", "recall", "average precision"), mean, peer, strict=False)
    rows = [Row(QUESTION, generator, measure, value, ">=", required) for measure, value, required in figures]
    return [*rows, Row(QUESTION, generator, "flagged / changed", mean.flagged / changed, "<=", MAX_FLAGGED)]


def coverage(wrong: int, population: int, n: int = 50, runs: int = RUNS) -> Row:
    """How often the interval of a checked sample contains the true number of wrong labels."""
    samples = np.random.default_rng(0).hypergeometric(wrong, population - wrong, n, runs)
    interval = {int(one): count_interval(int(one), n, population) for one in set(samples)}
    covered = np.mean([interval[int(one)][0] <= wrong <= interval[int(one)][1] for one in samples])
    generator = f"{wrong} of {population:,} flagged are wrong"
    return Row(QUESTION, generator, f"coverage of the interval of {n} checked", float(covered), ">=", MIN_COVERAGE)


def check() -> list[Row]:
    """All rows; without the data of a set, not those of the set."""
    rows = []
    for name in SETS if DATA.is_dir() else ():
        with tempfile.TemporaryDirectory() as folder:
            rows += compare(name, Path(folder))
    return rows + [coverage(*one) for one in ((500, 1072), (20, 1072), (90, 100), (1, 60), (2500, 5000))]
