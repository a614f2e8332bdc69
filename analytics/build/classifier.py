"""More like this, less like that: a quality classifier is trained on two sides of the corpus and scores every document.

It runs on demand (`dataloupe train`, or the page), not with every build; a build that changes the documents hides its
scores. It learns from words, and where there are embeddings, a second time from vectors.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.features import Scorer, sigmoid
from analytics.batch.ngrams import Surprise
from analytics.build.classifier_model import WORDS_STRENGTH, evaluate, fit, vector_scores, word_matrix
from analytics.build.engine import Engine, ThreadEngine
from analytics.build.examples import Examples, Side, choose
from analytics.build.stage import Context, Stage
from analytics.build.table_map import map_table
from analytics.build.top_features import CLASSIFIER_WORDS, top_features
from analytics.errors import DataloupeError
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
"""`taught_as` is "like" or "unlike" for the examples, `held_out` true for those that only evaluate the classifier."""

WEIGHTS = pa.schema([("feature", pa.int32()), ("weight", pa.float32())])
"""The features whose weight is not zero, as of batch.features. The notes of the stage have the intercept."""


def train(
    path: str,
    like: Side,
    unlike: Side,
    engine: Engine | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Workspace:
    """Train on the documents of two sides, score all documents, and make the scores visible at once.

    Raises DataloupeError when the workspace is being built, has not been scanned, or a side has too few documents.
    """
    workspace = open_workspace(path)
    sides = {"like": like, "unlike": unlike}
    with workspace.lock():
        manifest = workspace.read_manifest()
        if missing := " and no ".join(name for name in STAGE.reads if name not in manifest.tables):
            raise DataloupeError(
                f"{path} has no {missing} yet. Build the workspace first: dataloupe build SOURCE... --workspace {path}."
            )
        fingerprint = STAGE.fingerprint(manifest, {name: side.link for name, side in sides.items()})
        report = workspace.reporting(on_progress)
        context = Context(workspace, manifest, STAGE, fingerprint, sides, engine or ThreadEngine(), report)
        STAGE.run(context)
        context.commit()
    return workspace


def run(context: Context) -> None:
    """Choose examples, train, evaluate, score."""
    sides = {name: context.options[name] for name in ("like", "unlike")}
    examples = choose(context, sides["like"], sides["unlike"])
    context.notes |= {name: side.description for name, side in sides.items()}
    context.notes |= {f"{name}_link": side.link for name, side in sides.items()} | _counts(examples)
    texts = _texts(context, examples.doc_ids)
    context.progress(0, None, "words")
    scorer = _train_on_words(context, examples, texts)
    scores = vector_scores(context, examples)
    liked = examples.doc_ids[examples.positive & ~examples.held_out]
    surprise = Surprise.of([_only(batch, liked) for batch in texts])
    _score(context, examples, scorer, surprise, scores)


def _train_on_words(context: Context, examples: Examples, texts: list[pa.RecordBatch]) -> Scorer:
    """Train and evaluate; writes the weights and the words with the largest contributions."""
    rows = word_matrix(context, texts)
    started = time.process_time()
    weights, intercept = fit(rows, examples, WORDS_STRENGTH)
    context.notes |= {"fit_cpu_seconds": round(time.process_time() - started, 2), "intercept": intercept}
    context.notes["words"] = evaluate(sigmoid(rows @ weights + intercept), examples)
    is_training = ~examples.held_out
    words = top_features(rows[is_training], examples.positive[is_training], weights, texts, np.flatnonzero(is_training))
    context.writer("classifier_words", CLASSIFIER_WORDS).write(words)
    features = np.flatnonzero(weights)
    context.writer("classifier_weights", WEIGHTS).write(
        pa.table([features.astype(np.int32), weights[features].astype(np.float32)], schema=WEIGHTS)
    )
    return Scorer(weights.astype(np.float32), intercept)


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
    """The documents with these ids, in order."""
    is_example = np.zeros(context.rows("documents"), bool)
    is_example[doc_ids] = True
    batches = (
        batch.filter(pa.array(is_example[batch.column("doc_id").to_numpy()]))
        for batch in context.batches("documents", ["doc_id", "text"])
    )
    return [batch for batch in batches if len(batch)]


def _only(batch: pa.RecordBatch, doc_ids: np.ndarray) -> pa.RecordBatch:
    return batch.filter(pa.array(np.isin(batch.column("doc_id").to_numpy(), doc_ids)))


def _score(context: Context, examples: Examples, scorer: Scorer, surprise: Surprise, by_vectors: np.ndarray) -> None:
    """Write `quality`, one row for each document."""
    total = context.rows("documents")
    taught_as, held_out = np.full(total, None, object), np.full(total, None, object)
    taught_as[examples.doc_ids] = np.where(examples.positive, "like", "unlike")
    held_out[examples.doc_ids] = examples.held_out
    scores = Scores(scorer, surprise, by_vectors, taught_as, held_out)
    map_table(context, scores, {"quality": QUALITY}, unit="documents scored")


@dataclass(frozen=True)
class Scores:
    """The rows of `quality` for a batch of texts (doc_id, text); the arrays have a value for each document."""

    scorer: Scorer
    surprise: Surprise
    by_vectors: np.ndarray
    taught_as: np.ndarray
    held_out: np.ndarray

    def __call__(self, batch: pa.RecordBatch) -> pa.Table:
        scored, surprised = self.scorer(batch), self.surprise(batch)
        doc_ids = scored.column("doc_id").to_numpy()
        by_vectors = self.by_vectors[doc_ids]
        columns = [
            scored.column("doc_id"),
            scored.column("quality_score"),
            pa.array(by_vectors, mask=np.isnan(by_vectors)),
            surprised.column("perplexity"),
            surprised.column("perplexity_peak"),
            pa.array(self.taught_as[doc_ids], pa.string()),
            pa.array(self.held_out[doc_ids], pa.bool_()),
        ]
        return pa.table(columns, schema=QUALITY)


STAGE = Stage(
    name="classifier",
    title="Train the quality classifier",
    reads=("documents", "signatures"),
    writes=("quality", "classifier_weights", "classifier_words"),
    run=run,
    options=("like", "unlike"),
    optional_reads=("duplicate_pairs", "embeddings"),
)
