"""All verified pairs of documents of a corpus in shards, on a cluster: bands exploded and grouped, shared samples
grouped, every pair verified.

The rows are those of `build.duplicates` on one machine, without the semantic pairs, which need the neighbour graph.
Each step is a folder of Parquet files, so that a killed driver continues after the last one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analytics.build.candidates import MIN_SAMPLE_SHARE
from analytics.build.engines.spark import SparkEngine
from analytics.build.shards import pair_kernels as kernels
from analytics.build.shards.shard import Shard
from analytics.build.shards.shard_rows import SAMPLES, SETS, SIGNATURES, SampleRows, SetRows, SignatureRows
from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

MIN_NEAR = 0.8
"""The Jaccard similarity from which a pair counts in the totals of a corpus."""
TEXTS_PER_GROUP = 250_000
"""About so many documents, or as many rows of their samples, are in the memory of one worker at a time."""


class NearDuplicates:
    """The steps from the signatures of the `shards` to the folder `pairs` (PAIRS), in `folder`."""

    def __init__(self, engine: SparkEngine, shards: Sequence[Shard], folder: Path):
        self._engine, self._shards, self._folder = engine, shards, folder
        self._groups = 1 + sum(shard.documents for shard in shards) // TEXTS_PER_GROUP

    def pairs(self) -> Path:
        """The folder with all verified pairs, exact copies and near-duplicates."""
        self._step("texts", self._texts, "shard")
        self._step("candidates", self._candidates)
        self._step("needed", self._needed, "shard")
        self._step("pairs", self._pairs)
        return self._folder / "pairs"

    def paired(self) -> Path:
        """The folder with the documents of `pairs` by shard, and whether a pair of each is linked."""
        self._step("paired", self._paired, "shard")
        return self._folder / "paired"

    def _step(self, name: str, frame: Callable[[], DataFrame], partition: str | None = None) -> None:
        """Write a step, unless an earlier run has. Raises DataloupeError in one line when the cluster cannot."""
        done, path = self._folder / f"{name}.done", self._folder / name
        if done.is_file():
            return
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        try:
            writer = frame().write.mode("overwrite")
            (writer.partitionBy(partition) if partition else writer).parquet(str(path))
        except DataloupeError:
            raise
        except Exception as error:  # whatever a worker raised, as an exception of the server
            raise self._engine.failure(error, f"find duplicates (step {name})") from None
        done.touch()

    def _read(self, name: str, schema: str) -> DataFrame:
        return self._engine.session.read.schema(schema).parquet(str(self._folder / name))

    def _frame(self, tasks: Sequence[SignatureRows | SampleRows | SetRows], schema: str) -> DataFrame:
        return self._engine.frame(tasks, schema, self._folder)

    def _texts(self) -> DataFrame:
        rows = self._frame([SignatureRows(shard) for shard in self._shards], SIGNATURES)
        bucket = f"pmod(xxhash64(normalized), {self._groups})"
        return _grouped(rows, bucket, kernels.represent, kernels.TEXTS)

    def _leaders(self) -> DataFrame:
        names = "doc_id long, is_leader boolean, high long, low long, minhash binary"
        return self._read("texts", names).where("is_leader")

    def _candidates(self) -> DataFrame:
        """Pairs to verify: LINKS."""
        leaders = self._leaders()
        minhash = leaders.select("doc_id", "minhash")
        rows = leaders.select("doc_id", "high", "low", "minhash").mapInArrow(kernels.band_rows, kernels.BANDED)
        bucket = f"bucket * {self._groups} + pmod(key, {self._groups})"
        links = _grouped(rows, bucket, kernels.band_pairs, kernels.LINKS)
        links = links.groupBy("a", "b").agg({"linked": "max"}).withColumnRenamed("max(linked)", "linked")
        signed = _with_both(links, minhash, {"minhash": "of"}).mapInArrow(kernels.agreeing, kernels.AGREEING)
        shared = self._shared(leaders.count()).selectExpr("a", "b", "false AS linked", "true AS is_near")
        both = signed.unionByName(shared).groupBy("a", "b")
        merged = both.agg({"linked": "max", "is_near": "max"})
        return merged.where("`max(is_near)`").selectExpr("a", "b", "`max(linked)` AS linked")

    def _shared(self, n: int) -> DataFrame:
        """Pairs that share enough sampled shingles."""
        buckets = 4 * self._groups
        texts = str(self._folder / "texts")
        rows = self._frame([SampleRows(shard, texts, n, buckets) for shard in self._shards], SAMPLES)
        pairs = _grouped(rows, "bucket", kernels.sample_pairs, kernels.SHARED)
        summed = pairs.groupBy("a", "b").agg({"shared": "sum", "sampled": "min"})
        return summed.where(f"`sum(shared)` >= CAST({MIN_SAMPLE_SHARE} AS DOUBLE) * `min(sampled)`")

    def _needed(self) -> DataFrame:
        """The documents whose shingles are compared, by shard."""
        pairs = self._read("candidates", kernels.LINKS)
        ids = pairs.selectExpr("a AS doc_id").union(pairs.selectExpr("b AS doc_id")).distinct()
        places = self._read("texts", "doc_id long, shard int")
        return ids.join(places, "doc_id")

    def _paired(self) -> DataFrame:
        pairs = self._read("pairs", kernels.PAIRS)
        facts = (
            "linked",
            "kind = 'exact' AS is_copy",
            f"kind = 'near' AND jaccard >= CAST({MIN_NEAR} AS FLOAT) AS is_near",
        )
        ends = pairs.selectExpr("a AS doc_id", *facts).unionAll(pairs.selectExpr("b AS doc_id", *facts))
        names = ("linked", "is_copy", "is_near")
        of_documents = ends.groupBy("doc_id").agg(dict.fromkeys(names, "max"))
        named = of_documents.selectExpr("doc_id", *(f"`max({name})` AS {name}" for name in names))
        return named.join(self._read("texts", "doc_id long, shard int"), "doc_id")

    def _pairs(self) -> DataFrame:
        needed = str(self._folder / "needed")
        sets = self._frame([SetRows(shard, needed) for shard in self._shards], SETS)
        candidates = self._read("candidates", kernels.LINKS)
        names = {"shingles": "of", "long": "long"}
        near = _with_both(candidates, sets, names).mapInArrow(kernels.near_pairs, kernels.PAIRS)
        copies = self._read("texts", "doc_id long, representative long").where("doc_id <> representative")
        one = "CAST(1 AS FLOAT)"
        exact = copies.selectExpr(
            "least(doc_id, representative) AS a",
            "greatest(doc_id, representative) AS b",
            "'exact' AS kind",
            f"{one} AS jaccard",
            f"{one} AS containment",
            "CAST(NULL AS FLOAT) AS cosine",
            f"{one} AS a_in_b",
            f"{one} AS b_in_a",
            "CAST(NULL AS INT) AS shared",
            "false AS linked",
        )
        return near.unionByName(exact)


def _grouped(rows: DataFrame, key: str, function: Callable[..., object], schema: str) -> DataFrame:
    """The rows that a function gives for each group of rows with an equal key (an SQL expression)."""
    names = [name for name in rows.columns if name != "bucket"]
    keyed = rows.selectExpr(f"{key} AS bucket", *names)
    return keyed.groupBy("bucket").applyInArrow(function, schema)  # type: ignore[arg-type, unused-ignore]


def _with_both(pairs: DataFrame, values: DataFrame, names: Mapping[str, str]) -> DataFrame:
    """The pairs (a, b) with values of each document: the column `of` becomes `of_a` and `of_b`."""
    for end in ("a", "b"):
        pairs = pairs.join(
            values.selectExpr(f"doc_id AS {end}", *(f"{old} AS {new}_{end}" for old, new in names.items())), end
        )
    return pairs.select("a", "b", "linked", *(f"{new}_{end}" for new in names.values() for end in ("a", "b")))
