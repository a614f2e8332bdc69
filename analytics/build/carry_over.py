"""The scores of a classifier for documents that were not there when it was trained, such as those of next month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from analytics.batch.features import FEATURES, Scorer
from analytics.build.classifier import QUALITY, STAGE
from analytics.build.engine import Engine, ThreadEngine
from analytics.build.stage import Context
from analytics.build.table_map import map_table
from analytics.errors import DataloupeError
from analytics.workspace import Workspace


def score(workspace: Workspace, trained: Workspace, engine: Engine | None = None) -> None:
    """Write `quality` of `workspace` with the classifier of words from `trained`.

    Columns that only training gives are NULL. Raises DataloupeError when `trained` has no classifier.
    """
    scorer, fingerprint = _scorer(trained)
    with workspace.lock():
        manifest, engine = workspace.read_manifest(), engine or ThreadEngine()
        context = Context(workspace, manifest, STAGE, fingerprint, {}, engine, lambda progress: None)
        map_table(context, CarriedScores(scorer), {"quality": QUALITY})
        context.notes |= {"carried_over_from": str(trained.path)}
        context.commit()


@dataclass(frozen=True)
class CarriedScores:
    """The rows of `quality` for a batch of texts (doc_id, text); columns that only training gives are NULL."""

    scorer: Scorer

    def __call__(self, batch: pa.RecordBatch) -> pa.Table:
        scored = self.scorer(batch)
        columns = {field.name: pa.nulls(len(scored), field.type) for field in QUALITY}
        columns |= {name: scored.column(name) for name in scored.schema.names}
        return pa.table(columns, schema=QUALITY)


def _scorer(trained: Workspace) -> tuple[Scorer, str]:
    """The classifier of a workspace, and the fingerprint of its training."""
    import pyarrow.parquet as pq

    manifest = trained.read_manifest()
    if "classifier_weights" not in manifest.tables or STAGE.name not in manifest.stages:
        raise DataloupeError(
            f"{trained.path} has no classifier"
            f". Train one with: dataloupe train {trained.path} --like GROUP --unlike GROUP."
        )
    features = pa.concat_tables([pq.read_table(file) for file in trained.files("classifier_weights", manifest)])
    weights = np.zeros(FEATURES, np.float32)
    weights[features["feature"].to_numpy()] = features["weight"].to_numpy()
    record = manifest.stages[STAGE.name]
    return Scorer(weights, float(record.notes["intercept"])), record.fingerprint
