"""More like this, less like that: a quality classifier trained on two sides of the corpus, and what it says of every
document.

It runs when somebody asks for it (`dataloupe train`, or the page), not with every build; a build that changes the
documents hides its scores. Half of what it learns from words it could learn from vectors, so where there are embeddings
it trains on them too.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pyarrow as pa
from scipy import sparse

from analytics.batch.features import FEATURES, Scorer, bags, sigmoid
from analytics.batch.ngrams import Surprise
from analytics.build.engine import Engine, ThreadEngine
from analytics.build.examples import Examples, Side, choose
from analytics.build.map import vectors
from analytics.build.stage import Context, Stage
from analytics.build.top_features import WORDS, telling_words
from analytics.errors import DataloupeError
from analytics.statistics.classification import auc, balanced_accuracy, calibration_error, reliability
from analytics.statistics.intervals import Estimate
from analytics.workspace import Progress, Workspace, open_workspace

QUALITY = pa.schema(
    [
        ("doc_id", pa.int64()),
        ("quality_score", pa.float64()),
        ("quality_score_vectors", pa.float64()),
        ("perplexity", pa.float64()),
        ("perplexity_peak", pa.float64()),
        ("taught_as", pa.string()),
        ("held_out", pa.bool_()),
    ]
)
"""`taught_as` is "like" or "unlike" for the documents that taught or examined the classifier, `held_out` true for those
that examined it.
"""
WEIGHTS = pa.schema([("feature", pa.int32()), ("weight", pa.float32())])
"""The features whose weight is not zero, as of batch.features; the intercept stands in the stage's notes."""

STRENGTH_WORDS, STRENGTH_VECTORS = 30.0, 100.0
"""Inverse regularisation (scikit-learn's C)."""


def train(
    path: str,
    like: Side,
    unlike: Side,
    engine: Engine | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Workspace:
    """Train on the documents of two sides, score all documents and make the scores visible, at once.

    Raises DataloupeError when the workspace is being built, has not been scanned, or a side has too few documents.
    """
    workspace = open_workspace(path)

    report = workspace.reporting(on_progress)
    with workspace.lock():
        manifest = workspace.read_manifest()
        if missing := [name for name in STAGE.reads if name not in manifest.tables]:
            raise DataloupeError(
                f"{path} has no {' and no '.join(missing)} yet - build it first: dataloupe build SOURCE... --workspace {path}"
            )
        fingerprint = STAGE.fingerprint(manifest, {"like": like.link, "unlike": unlike.link})
        context = Context(
            workspace, manifest, STAGE, fingerprint, {"like": like, "unlike": unlike}, engine or ThreadEngine(), report
        )
        STAGE.run(context)
        context.commit()
    return workspace


def run(context: Context) -> None:
    """Choose, train, examine, score."""
    like, unlike = context.options["like"], context.options["unlike"]
    examples = choose(context, like, unlike)
    context.notes |= {
        "like": like.words,
        "unlike": unlike.words,
        "like_link": like.link,
        "unlike_link": unlike.link,
    } | _counts(examples)
    texts = _texts(context, examples.doc_ids)
    context.progress(0, None, "words learnt")
    rows = _matrix(context, texts)
    started = time.process_time()
    weights, intercept = _fit(rows, examples, STRENGTH_WORDS)
    context.notes |= {"fit_cpu_seconds": round(time.process_time() - started, 2), "intercept": intercept}
    logits = rows @ weights + intercept
    context.notes["words"] = _examination(sigmoid(logits), examples.positive, examples.held_out)
    taught = ~examples.held_out
    context.writer("classifier_words", WORDS).write(
        telling_words(rows[taught], examples.positive[taught], weights, texts, np.flatnonzero(taught))
    )
    _write_weights(context, weights)
    by_vectors = _by_vectors(context, examples)
    surprise = Surprise.of(list(_liked(texts, examples)))
    _score(context, examples, Scorer(weights.astype(np.float32), intercept), surprise, by_vectors)


def _counts(examples: Examples) -> dict[str, int]:
    positive, held_out = examples.positive, examples.held_out
    return {
        "like_taught": int((positive & ~held_out).sum()),
        "unlike_taught": int((~positive & ~held_out).sum()),
        "like_held_out": int((positive & held_out).sum()),
        "unlike_held_out": int((~positive & held_out).sum()),
        "both_sides": examples.both_sides,
        "repeats": examples.repeats,
    }


def _texts(context: Context, doc_ids: np.ndarray) -> list[pa.RecordBatch]:
    """The chosen documents, in order."""
    chosen = np.zeros(context.rows("documents"), bool)
    chosen[doc_ids] = True
    batches = (
        batch.filter(pa.array(chosen[batch.column("doc_id").to_numpy()]))
        for batch in context.batches("documents", ["doc_id", "text"])
    )
    return [batch for batch in batches if len(batch)]


def _liked(texts: list[pa.RecordBatch], examples: Examples) -> Iterator[pa.RecordBatch]:
    """The documents that teach what is liked."""
    teaching = examples.doc_ids[examples.positive & ~examples.held_out]
    for batch in texts:
        yield batch.filter(pa.array(np.isin(batch.column("doc_id").to_numpy(), teaching)))


def _matrix(context: Context, texts: list[pa.RecordBatch]) -> sparse.csr_matrix:
    """One row of hashed words for each chosen document."""
    made = list(context.engine.map(bags, texts))
    bounds = np.concatenate([[0], *(np.diff(batch.column("features").offsets.to_numpy()) for batch in made)]).cumsum()
    indices = np.concatenate([batch.column("features").values.to_numpy() for batch in made])
    values = np.concatenate([batch.column("values").values.to_numpy() for batch in made])
    return sparse.csr_matrix((values, indices, bounds), (len(bounds) - 1, FEATURES))


def _fit(rows: Any, examples: Examples, strength: float) -> tuple[np.ndarray, float]:
    """Weights and intercept of a logistic regression on the documents that are not kept back, both sides weighing the
    same.
    """
    from sklearn.linear_model import LogisticRegression

    taught = ~examples.held_out
    model = LogisticRegression(C=strength, class_weight="balanced", max_iter=100, tol=1e-3)
    model.fit(rows[taught], examples.positive[taught])
    return model.coef_[0], float(model.intercept_[0])


def _examination(scores: np.ndarray, positive: np.ndarray, held_out: np.ndarray) -> dict[str, Any]:
    """What the documents that were kept back say."""
    scores, positive = scores[held_out], positive[held_out]
    figures = {
        "auc": auc(scores, positive),
        "accuracy": balanced_accuracy(scores, positive),
        "calibration_error": calibration_error(scores, positive),
    }
    return {name: _plain(value) for name, value in figures.items()} | {
        "reliability": reliability(scores, positive).to_dict("list")
    }


def _plain(estimate: Estimate) -> list[float]:
    return [round(value, 6) for value in (estimate.value, estimate.low, estimate.high)]


def _write_weights(context: Context, weights: np.ndarray) -> None:
    told = np.flatnonzero(weights)
    context.writer("classifier_weights", WEIGHTS).write(
        pa.table([told.astype(np.int32), weights[told].astype(np.float32)], schema=WEIGHTS)
    )


def _by_vectors(context: Context, examples: Examples) -> np.ndarray:
    """The same classifier on the embeddings: float64[documents], NaN where there is no vector, or no embeddings at
    all.
    """
    scores = np.full(context.rows("documents"), np.nan)
    doc_ids, matrix = (
        vectors.matrix(context.batches("embeddings"), context.rows("embeddings"))
        if "embeddings" in context.manifest.tables
        else (np.empty(0, np.int64), None)
    )
    place = np.full(len(scores), -1)
    place[doc_ids] = np.arange(len(doc_ids))
    known = place[examples.doc_ids] >= 0
    seen = Examples(examples.doc_ids[known], examples.positive[known], examples.held_out[known], 0, 0)
    if matrix is None or any(len(np.unique(seen.positive[part])) < 2 for part in (seen.held_out, ~seen.held_out)):
        return scores
    context.progress(0, None, "vectors learnt")
    weights, intercept = _fit(matrix[place[seen.doc_ids]], seen, STRENGTH_VECTORS)
    scores[doc_ids] = sigmoid(matrix @ weights + intercept)
    context.notes["vectors"] = _examination(scores[seen.doc_ids], seen.positive, seen.held_out)
    return scores


def _score(context: Context, examples: Examples, scorer: Scorer, surprise: Surprise, by_vectors: np.ndarray) -> None:
    """Write `quality`, a row for each document."""
    total = context.rows("documents")
    taught_as, held_out = np.full(total, None, object), np.full(total, None, object)
    taught_as[examples.doc_ids] = np.where(examples.positive, "like", "unlike")
    held_out[examples.doc_ids] = examples.held_out
    writer = context.writer("quality", QUALITY)
    done = 0
    for scored, surprised in context.engine.map(
        lambda batch: (scorer(batch), surprise(batch)), context.batches("documents", ["doc_id", "text"])
    ):
        doc_ids = scored.column("doc_id").to_numpy()
        vector_scores = by_vectors[doc_ids]
        columns = [
            scored.column("doc_id"),
            scored.column("quality_score"),
            pa.array(vector_scores, mask=np.isnan(vector_scores)),
        ]
        columns += [surprised.column("perplexity"), surprised.column("perplexity_peak")]
        columns += [pa.array(taught_as[doc_ids], pa.string()), pa.array(held_out[doc_ids], pa.bool_())]
        writer.write(pa.table(columns, schema=QUALITY))
        done += len(scored)
        context.progress(done, total, "documents scored")


STAGE = Stage(
    name="classifier",
    title="Train the quality classifier",
    reads=("documents", "signatures"),
    writes=("quality", "classifier_weights", "classifier_words"),
    run=run,
    options=("like", "unlike"),
    optional_reads=("duplicate_pairs", "embeddings"),
)
