"""The scores of a classifier for documents that it was not trained beside: those of next month."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from analytics.batch.features import FEATURES, Scorer
from analytics.build.classifier import QUALITY, STAGE
from analytics.build.engine import Engine, ThreadEngine
from analytics.build.stage import Context
from analytics.errors import DataloupeError
from analytics.workspace import Workspace


def score(workspace: Workspace, trained: Workspace, engine: Engine | None = None) -> None:
    """Write `quality` of `workspace` with the classifier of words that `trained` holds; what only its own documents
    have stays NULL.

    Raises DataloupeError when nothing was trained there.
    """
    import pyarrow.parquet as pq

    learnt = trained.read_manifest()
    if "classifier_weights" not in learnt.tables or STAGE.name not in learnt.stages:
        raise DataloupeError(
            f"{trained.path} has no classifier - train one with: dataloupe train {trained.path} --like SIDE --unlike SIDE"
        )
    told = pa.concat_tables([pq.read_table(file) for file in trained.files("classifier_weights", learnt)])
    weights = np.zeros(FEATURES, np.float32)
    weights[told["feature"].to_numpy()] = told["weight"].to_numpy()
    scorer = Scorer(weights, float(learnt.stages[STAGE.name].notes["intercept"]))
    with workspace.lock():
        manifest = workspace.read_manifest()
        context = Context(
            workspace,
            manifest,
            STAGE,
            learnt.stages[STAGE.name].fingerprint,
            {},
            engine or ThreadEngine(),
            lambda progress: None,
        )
        writer = context.writer("quality", QUALITY)
        for scored in context.engine.map(scorer, context.batches("documents", ["doc_id", "text"])):
            unknown = {field.name: pa.nulls(len(scored), field.type) for field in QUALITY}
            writer.write(
                pa.table({**unknown, **{name: scored.column(name) for name in scored.schema.names}}, schema=QUALITY)
            )
        context.notes |= {"carried_over_from": str(trained.path)}
        context.commit()
