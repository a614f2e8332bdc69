"""Deduplication of a corpus in shards: which documents does each step remove? Decided once, for all shards.

What is decided about a document depends on the documents that pairs connect it with. So the documents of a component
are brought together, with their columns, their pairs, and the texts of large linked groups. A group of components is
decided by one worker, with the step's own code of one machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from msgspec.structs import replace

from analytics.ask.duplicates import graph
from analytics.build.engines.blocks import Block, Reduce, split
from analytics.build.shards.buckets import BUCKETS_PER_WORKER
from analytics.build.shards.components import component_of, links_file
from analytics.build.shards.corpus import Corpus, rows_of_shard, write_rows
from analytics.build.shards.shard import Shard
from analytics.recipe.outcome import KEPT, outcome
from analytics.recipe.steps import Deduplicate, Documents

if TYPE_CHECKING:
    import duckdb

    from analytics.build.shards.near_duplicates import NearDuplicates
    from analytics.recipe.model import Recipe

Decided = Mapping[int, str]
"""Step -> the folder with what it affects: doc_id, affected (in its place in the order), alone (as the only step)."""
DOCUMENTS_PER_GROUP = 200_000
"""About so many documents in pairs are decided by one worker at a time. A component is not divided."""


@dataclass(frozen=True)
class PairedRows:
    """A task: the rows of `documents` and `signals` of the documents of a shard that are in pairs, by group."""

    shard: Shard
    paired: str
    components: str
    groups: int

    def __call__(self) -> Iterator[Block]:
        paired = rows_of_shard(self.paired, self.shard.number, ["doc_id", "linked"])
        groups = _groups(self.shard, self.components, self.groups)
        connection = self.shard.connect()
        connection.register("ids", paired)
        own = f"(SELECT doc_id - {self.shard.first} AS doc_id, linked FROM ids)"
        shift = f"doc_id + {self.shard.first} AS doc_id"
        text = "CASE WHEN linked THEN text ELSE '' END AS text"
        columns = "* EXCLUDE (linked) REPLACE"
        selects = {
            "documents": f"SELECT {columns} ({shift}, {text}) FROM documents JOIN {own} USING (doc_id)",
            "signals": f"SELECT {columns} ({shift}) FROM signals JOIN {own} USING (doc_id)",
        }
        for table, select in selects.items():
            yield from split(connection.sql(f"{select} ORDER BY doc_id").to_arrow_table(), table, groups)


@dataclass(frozen=True)
class PairsOfBucket:
    """A task: the pairs of a file, by group."""

    file: str
    links: str
    groups: int

    def __call__(self) -> Iterator[Block]:
        pairs = pq.read_table(self.file, use_threads=False)
        component = component_of(pairs["a"].to_numpy(), Path(self.links))
        yield from split(pairs, "duplicate_pairs", component % self.groups)


@dataclass(frozen=True)
class WriteGroup:
    """Write the tables of a group."""

    folder: str

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        for name, table in tables.items():
            keys = ["a", "b"] if name == "duplicate_pairs" else ["doc_id"]
            write_rows(_group_file(self.folder, name, bucket), table.sort_by([(key, "ascending") for key in keys]))
        return iter(())


@dataclass(frozen=True)
class Remaining:
    """A task: the documents in pairs of a shard by group, and whether the steps of `recipe` keep them."""

    shard: Shard
    recipe: Recipe
    decided: Decided
    components: str
    groups: int

    def __call__(self) -> Iterator[Block]:
        ids = rows_of_shard(self.components, self.shard.number, ["doc_id"])["doc_id"].to_numpy()
        result = outcome(self.shard.connect(), self.recipe, decided=masks(self.shard, self.decided))
        rows = pa.table({"doc_id": ids, "remains": result.first[ids - self.shard.first] == KEPT})
        yield from split(rows, "remaining", _groups(self.shard, self.components, self.groups))


@dataclass(frozen=True)
class DecideGroup:
    """Whether the documents of a group remain -> those that the step affects, by shard."""

    action: Deduplicate
    corpus: Corpus
    folder: str

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        connection = self._connect(bucket)
        self.action.check_columns(connection)
        rows = tables["remaining"].sort_by("doc_id")
        ids, remains = rows["doc_id"].to_numpy(), rows["remains"].to_numpy()
        pairs = graph(connection)
        documents = Documents(connection, ids, np.ones(len(ids), bool), lambda: pairs)
        alone, affected = self.action.affected(documents), self.action.affected(documents.only(remains))
        decided = pa.table({"doc_id": ids, "alone": alone, "affected": affected}).filter(pa.array(alone | affected))
        yield from split(decided, "decided", self.corpus.places(decided["doc_id"].to_numpy()))

    def _connect(self, group: int) -> duckdb.DuckDBPyConnection:
        """A connection to the documents of the group, their signals, and their pairs."""
        import duckdb

        connection = duckdb.connect(config={"threads": 1})
        for table in ("documents", "signals", "duplicate_pairs"):
            connection.execute(f"CREATE VIEW {table} AS FROM read_parquet('{_group_file(self.folder, table, group)}')")
        return connection


@dataclass(frozen=True)
class WriteDecided:
    """Write what a step affects of a shard."""

    corpus: Corpus
    step: str

    def __call__(self, bucket: int, tables: Mapping[str, pa.Table]) -> Iterator[Block]:
        self.corpus.write(self.step, bucket, tables["decided"].sort_by("doc_id"))
        return iter(())


def masks(shard: Shard, decided: Decided) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """What was decided about the documents of a shard, by position: alone, and in the order of the steps."""
    by_step = {}
    for index, folder in decided.items():
        rows = rows_of_shard(folder, shard.number, ["doc_id", "alone", "affected"])
        places = rows["doc_id"].to_numpy() - shard.first
        both = []
        for name in ("alone", "affected"):
            mask = np.zeros(shard.documents, bool)
            mask[places] = rows[name].to_numpy()
            both.append(mask)
        by_step[index] = (both[0], both[1])
    return by_step


def decide(near: NearDuplicates, recipe: Recipe) -> Decided:
    """What each active deduplication of the recipe affects."""
    steps = [
        (index, step.action)
        for index, step in enumerate(recipe.steps)
        if step.active and isinstance(step.action, Deduplicate)
    ]
    decided: dict[int, str] = {}
    if not steps:
        return decided
    corpus = near.corpus
    groups, components = _write_groups(near)
    for index, action in steps:
        before = replace(recipe, steps=recipe.steps[:index])
        tasks = [Remaining(shard, before, dict(decided), components, groups) for shard in corpus.shards]
        name, folder = f"decided-{index}", f"{corpus.folder}/groups"
        decide_group = DecideGroup(action, corpus, folder)
        near.step(name, [name], tasks, [decide_group, WriteDecided(corpus, name)])
        decided[index] = f"{corpus.folder}/{name}"
    return decided


def _write_groups(near: NearDuplicates) -> tuple[int, str]:
    """Bring the documents and pairs of components together; gives the number of groups, and the components by shard."""
    corpus, paired, components = near.corpus, str(near.paired()), near.components()
    groups = max(BUCKETS_PER_WORKER * near.workers, 1 + components.documents // DOCUMENTS_PER_GROUP)
    of_shards = [PairedRows(shard, paired, components.by_shard, groups) for shard in corpus.shards]
    of_buckets = [
        PairsOfBucket(str(file), str(links_file(components.links, int(file.stem.rpartition("-")[2]))), groups)
        for file in sorted(near.pairs().glob("*.parquet"))
    ]
    reduces: list[Reduce] = [WriteGroup(f"{corpus.folder}/groups")]
    near.step("groups", ["groups"], [*of_shards, *of_buckets], reduces)
    return groups, components.by_shard


def _groups(shard: Shard, components: str, groups: int) -> np.ndarray:
    """The groups of the documents of a shard that are in pairs, by doc_id."""
    component: np.ndarray = rows_of_shard(components, shard.number, ["component"])["component"].to_numpy()
    return component % groups


def _group_file(folder: str, table: str, group: int) -> Path:
    return Path(folder) / f"{table}-{group:05}.parquet"
