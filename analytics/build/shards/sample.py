"""A stratified sample of a corpus in shards, with exact totals of the whole.

Which documents are drawn follows a hash of text and doc_id: the same ones, whatever the shards and the engine are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from analytics.build import whole
from analytics.build.engine import Engine
from analytics.build.engines.spark import SparkEngine
from analytics.build.pipeline import build
from analytics.build.shards.corpus import shard_file, write_rows
from analytics.build.shards.metadata import with_columns
from analytics.build.shards.near_duplicates import NearDuplicates
from analytics.build.shards.recipe_run import work_folder
from analytics.build.shards.shard import Shard, build_shards
from analytics.build.shards.totals import ShardTotals, Totals, quotas
from analytics.build.shards.verified_pairs import MIN_NEAR
from analytics.build.stage import Context
from analytics.files import atomic_path
from analytics.recipe.columns import exported_columns
from analytics.sql import identifier
from analytics.workspace import Workspace, create_workspace

if TYPE_CHECKING:
    from analytics.ingest import Input

TABLES = frozenset({"documents", "metadata", "signals", "signatures"})
WHOLE_ID = "whole_doc_id"
"""The column of the sample with the doc_id in the whole."""
FIELDS = ("title", "lang", "label", "created_at", "url", "score")
_MIX = np.uint64(0x9E3779B97F4A7C15)

Source = str | None


@dataclass(frozen=True)
class Draw:
    """A task: candidates of a shard. For each source, `limits` has the largest hash that can be drawn; gives the hashes
    and doc_ids by source.
    """

    shard: Shard
    limits: Mapping[Source, int]

    def __call__(self) -> dict[Source, tuple[np.ndarray, np.ndarray]]:
        rows = self.shard.connect().sql("SELECT doc_id, source FROM documents ORDER BY doc_id").to_arrow_table()
        source = rows["source"].combine_chunks().dictionary_encode("encode")
        names, number = source.dictionary.to_pylist(), np.asarray(source.indices)
        hashes = np.concatenate([_hashes(batch) for batch in self.shard.batches("signatures", ["doc_id", "raw_hash"])])
        limit = np.array([self.limits[name] for name in names], np.uint64)
        drawn = hashes <= limit[number]
        ids = rows["doc_id"].to_numpy() + self.shard.first
        return {
            name: (hashes[drawn & (number == place)], ids[drawn & (number == place)])
            for place, name in enumerate(names)
        }


@dataclass(frozen=True)
class WriteSample:
    """A task: write these documents of a shard, with all columns of the corpus."""

    shard: Shard
    doc_ids: np.ndarray
    file: str

    def __call__(self) -> int:
        connection = self.shard.connect()
        names = {sql: name for sql, name in exported_columns(connection).items() if name not in ("doc_id", "kind")}
        shown = ", ".join(f"{sql} AS {identifier(name)}" for sql, name in names.items())
        connection.register("drawn", pa.table({"doc_id": self.doc_ids - self.shard.first}))
        has_metadata = any(sql.startswith('"metadata"') for sql in names)
        rows = connection.sql(
            f"""SELECT {shown}, documents.doc_id + {self.shard.first} AS {WHOLE_ID}
            FROM documents SEMI JOIN drawn USING (doc_id) {"LEFT JOIN metadata USING (doc_id)" if has_metadata else ""}
            ORDER BY documents.doc_id"""
        ).to_arrow_table()
        with atomic_path(self.file) as temporary:
            pq.write_table(rows, temporary, compression="zstd")
        return len(rows)


def sample_of(
    engine: Engine,
    inputs: Sequence[Input],
    options: Mapping[str, Any],
    rows: int,
    path: str,
    on_step: Callable[[str], None] = lambda title: None,
    **build_arguments: Any,
) -> Workspace:
    """Draw `rows` documents of the inputs, and build them as a workspace that has the totals of the whole, too."""
    workspace = create_workspace(path)
    target = Path(path).absolute() / "sample"
    with work_folder(target, [inputs, sorted(options.items()), engine.workers, rows]) as folder:
        on_step("Read and measure the shards")
        shards, paired = _shards(engine, inputs, options, folder, on_step)
        on_step("Count")
        totals = Totals.sum(
            total for _, total in engine.run([ShardTotals(shard, str(paired)) for shard in shards], folder)
        )
        drawn = _draw(engine, shards, totals, rows, folder)
        on_step("Write the sample")
        files = Path(path).absolute() / "uploads" / "sample"
        files.mkdir(parents=True, exist_ok=True)
        tasks = [
            WriteSample(shard, ids, str(files / f"shard-{shard.number:05}.parquet")) for shard, ids in drawn if len(ids)
        ]
        list(engine.run(tasks, folder))
        sampled = _sampled_sources(files)
    fields = {name: name for name in FIELDS if _has_values(files, name)}
    read = {"text": "text", "source": "source", "map": fields} if fields else {"text": "text", "source": "source"}
    kept = {name: options[name] for name in ("encoder", "layout") if options.get(name)}
    workspace = build(path, [str(files)], {**read, **kept}, **build_arguments)
    _keep_totals(workspace, engine, totals.whole(sampled), totals.whole_histograms())
    return workspace


def _shards(
    engine: Engine,
    inputs: Sequence[Input],
    options: Mapping[str, Any],
    folder: Path,
    on_step: Callable[[str], None],
) -> tuple[list[Shard], Path]:
    """The shards, and the folder with their documents in pairs. Without a cluster, all inputs are one shard."""
    if isinstance(engine, SparkEngine):
        shards = with_columns(engine, build_shards(engine, inputs, options, TABLES, folder), folder)
        on_step("Find and verify duplicates")
        near = NearDuplicates(engine, shards, folder)
        near.pairs()
        return shards, near.paired()
    one = build(
        str(folder / "shard-00000"), [], options, engine=engine, tables=TABLES | {"duplicate_pairs"}, inputs=inputs
    )
    shard = Shard(0, str(one.path), 0, one.read_manifest().tables["documents"].rows)
    paired = folder / "paired"
    paired.mkdir(exist_ok=True)
    flags = f"kind = 'exact' AS is_copy, kind = 'near' AND jaccard >= {MIN_NEAR}::FLOAT AS is_near"
    both = " UNION ALL ".join(f"SELECT {end} AS doc_id, {flags} FROM duplicate_pairs" for end in ("a", "b"))
    query = (
        f"SELECT doc_id, max(is_copy) AS is_copy, max(is_near) AS is_near FROM ({both}) GROUP BY doc_id ORDER BY doc_id"
    )
    write_rows(shard_file(paired, 0), one.connect().sql(query).to_arrow_table())
    return [shard], paired


def _draw(
    engine: Engine, shards: Sequence[Shard], totals: Totals, rows: int, folder: Path
) -> list[tuple[Shard, np.ndarray]]:
    """The doc_ids to draw of each shard: of each source those with the smallest hashes."""
    quota = quotas(totals.documents, rows)
    limits = {source: _limit(quota[source], count) for source, count in totals.documents.items()}
    hashes: dict[Source, list[np.ndarray]] = {source: [] for source in quota}
    ids: dict[Source, list[np.ndarray]] = {source: [] for source in quota}
    for _, candidates in engine.run([Draw(shard, limits) for shard in shards], folder):
        for source, (some, own) in candidates.items():
            hashes[source].append(some)
            ids[source].append(own)
    chosen = [_smallest(np.concatenate(hashes[one]), np.concatenate(ids[one]), quota[one]) for one in quota]
    every = np.sort(np.concatenate(chosen))
    bounds = np.searchsorted(every, [[shard.first, shard.first + shard.documents] for shard in shards])
    return [(shard, every[low:high]) for shard, (low, high) in zip(shards, bounds, strict=True)]


def _limit(quota: int, documents: int) -> int:
    """A hash below which in practice at least `quota` of `documents` hashes are: eight standard deviations more."""
    largest = (1 << 64) - 1
    share = (quota + 8 * quota**0.5 + 64) / documents
    return largest if share >= 1 else int(largest * share)


def _smallest(hashes: np.ndarray, ids: np.ndarray, quota: int) -> np.ndarray:
    return np.asarray(ids[np.lexsort((ids, hashes))[:quota]])


def _hashes(batch: pa.RecordBatch) -> np.ndarray:
    """A number for each document that looks random, from its text and its doc_id."""
    text = np.frombuffer(b"".join(batch.column("raw_hash").to_pylist()), np.dtype("<u8"))[::2]
    mixed = (text ^ (batch.column("doc_id").to_numpy().astype(np.uint64) * _MIX)) * _MIX
    mixed = (mixed ^ (mixed >> np.uint64(32))) * _MIX
    return np.asarray(mixed ^ (mixed >> np.uint64(29)))


def _sampled_sources(files: Path) -> Counter[Source]:
    import duckdb

    rows = duckdb.execute(
        f"SELECT source, count(*) FROM read_parquet('{files}/*.parquet', union_by_name = true) GROUP BY 1"
    )
    return Counter(dict(rows.fetchall()))


def _has_values(files: Path, column: str) -> bool:
    import duckdb

    query = f"SELECT count({column}) FROM read_parquet('{files}/*.parquet', union_by_name = true)"
    ((count,),) = duckdb.execute(query).fetchall()
    return bool(count)


def _keep_totals(workspace: Workspace, engine: Engine, totals: pa.Table, histograms: pa.Table) -> None:
    """Write the tables `whole` and `whole_histograms`."""
    with workspace.lock():
        manifest = workspace.read_manifest()
        options = {"whole": totals, "whole_histograms": histograms}
        fingerprint = whole.STAGE.fingerprint(manifest, {}, totals.to_pylist())
        context = Context(workspace, manifest, whole.STAGE, fingerprint, options, engine, lambda progress: None)
        whole.run(context)
        context.notes |= {"documents": sum(totals["documents"].to_pylist())}
        context.commit()
