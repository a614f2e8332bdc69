"""Deduplication of a corpus in shards: which documents does each step remove? Decided once, for all shards.

The documents of pairs, and only those, are brought together: their columns, and the texts of large linked groups. The
step itself decides among them, with the code of one machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.parquet as pq
from msgspec.structs import replace

from analytics.ask.duplicates import graph
from analytics.build.engine import Engine
from analytics.build.engines.worker import load_file, save
from analytics.build.shards.corpus import rows_of_shard
from analytics.build.shards.shard import Shard
from analytics.recipe.outcome import KEPT, outcome
from analytics.recipe.steps import Deduplicate, Documents

if TYPE_CHECKING:
    import duckdb

    from analytics.recipe.model import Recipe

Decided = Mapping[int, tuple[np.ndarray, np.ndarray]]
"""Step -> the doc_ids (ascending) that it affects as the only step, and in its place in the order."""


@dataclass(frozen=True)
class PairedRows:
    """A task: write the rows of `documents` and `signals` of the documents of a shard that are in pairs."""

    shard: Shard
    paired: str
    folder: str

    def __call__(self) -> int:
        ids = rows_of_shard(self.paired, self.shard.number, ["doc_id", "linked"])
        connection = self.shard.connect()
        connection.register("ids", ids)
        own = f"(SELECT doc_id - {self.shard.first} AS doc_id, linked FROM ids)"
        shift = f"doc_id + {self.shard.first} AS doc_id"
        text = "CASE WHEN linked THEN text ELSE '' END AS text"
        columns = "* EXCLUDE (linked) REPLACE"
        selects = {
            "documents": f"SELECT {columns} ({shift}, {text}) FROM documents JOIN {own} USING (doc_id)",
            "signals": f"SELECT {columns} ({shift}) FROM signals JOIN {own} USING (doc_id)",
        }
        for table, select in selects.items():
            rows = connection.sql(f"{select} ORDER BY doc_id").to_arrow_table()
            pq.write_table(rows, Path(self.folder) / f"{table}-{self.shard.number:05}.parquet")
        return len(ids)


@dataclass(frozen=True)
class Remaining:
    """A task: the documents in pairs of a shard that the steps of `recipe` keep."""

    shard: Shard
    recipe: Recipe
    decided: str
    paired: str

    def __call__(self) -> np.ndarray:
        ids = rows_of_shard(self.paired, self.shard.number, ["doc_id"])["doc_id"].to_numpy()
        result = outcome(self.shard.connect(), self.recipe, decided=masks(self.shard, self.decided))
        return np.asarray(ids[result.first[ids - self.shard.first] == KEPT])


def masks(shard: Shard, decided: str) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """What was decided about the documents of a shard, by position."""
    every: Decided = load_file(decided)
    return {index: (_mask(shard, alone), _mask(shard, affected)) for index, (alone, affected) in every.items()}


def _mask(shard: Shard, ids: np.ndarray) -> np.ndarray:
    mask = np.zeros(shard.documents, bool)
    low, high = np.searchsorted(ids, [shard.first, shard.first + shard.documents])
    mask[ids[low:high] - shard.first] = True
    return mask


def decide(engine: Engine, shards: Sequence[Shard], recipe: Recipe, folder: Path, pairs: Path, paired: Path) -> str:
    """The file with what each active deduplication of the recipe removes (`Decided`), in `folder`."""
    steps = [index for index, step in enumerate(recipe.steps) if step.active and isinstance(step.action, Deduplicate)]
    decided: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    if not steps:
        return save(decided, folder)
    rows = folder / "paired-rows"
    rows.mkdir(exist_ok=True)
    list(engine.run([PairedRows(shard, str(paired), str(rows)) for shard in shards], folder))
    connection = _connect(rows, pairs)
    ids = connection.sql("SELECT doc_id FROM documents ORDER BY doc_id").to_arrow_table()["doc_id"].to_numpy()
    verified = graph(connection)
    documents = Documents(connection, ids, np.ones(len(ids), bool), lambda: verified)
    for index in steps:
        action = recipe.steps[index].action
        action.check_columns(connection)
        before = replace(recipe, steps=recipe.steps[:index])
        tasks = [Remaining(shard, before, save(decided, folder), str(paired)) for shard in shards]
        kept = np.concatenate([remaining for _, remaining in engine.run(tasks, folder)])
        alone = action.affected(documents)
        affected = action.affected(documents.only(np.isin(ids, kept)))
        decided[index] = ids[alone], ids[affected]
    return save(decided, folder)


def _connect(rows: Path, pairs: Path) -> duckdb.DuckDBPyConnection:
    """A connection to the documents of pairs, their signals, and the pairs."""
    import duckdb

    connection = duckdb.connect()
    for table in ("documents", "signals"):
        connection.execute(f"CREATE VIEW {table} AS FROM read_parquet('{rows}/{table}-*.parquet')")
    connection.execute(f"CREATE VIEW duplicate_pairs AS FROM read_parquet('{pairs}/*.parquet') ORDER BY a, b")
    return connection
