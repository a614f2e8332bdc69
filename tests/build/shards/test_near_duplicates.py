"""Near-duplicates of a corpus in shards, on a Spark Connect server: the pairs of one machine."""

import json

import pytest

from analytics.build.engines import engine_of
from analytics.build.pipeline import build
from analytics.build.shards.near_duplicates import NearDuplicates
from analytics.build.shards.shard import build_shards
from analytics.ingest import find_inputs
from tests.engines import corpus_files, text

OPTIONS = {"text": "text", "source": "source", "encoder": "none"}
PAIRS = "SELECT * FROM {} ORDER BY ALL"


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    """Copies, near-duplicates and excerpts in several files, and a group of 300 similar texts, which is linked."""
    folder = tmp_path_factory.mktemp("corpus") / "files"
    corpus_files(folder, 120)
    template = text(1, 80)
    rows = [{"text": f"{template} number{number} ends here", "source": "hot"} for number in range(300)]
    (folder / "d.jsonl").write_text("\n".join(map(json.dumps, rows)))
    return [str(folder)]


@pytest.fixture(scope="module")
def on_one_machine(sources, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("one") / "w")
    workspace = build(path, sources, OPTIONS, tables={"documents", "duplicate_pairs"})
    return workspace.connect().sql(PAIRS.format("duplicate_pairs")).to_arrow_table()


@pytest.mark.parametrize(("shard_bytes", "texts_per_group"), [(1, 60), (1 << 30, 60), (1, 1_000_000)])
def test_the_pairs_are_those_of_one_machine(
    shard_bytes, texts_per_group, sources, on_one_machine, spark_address, tmp_path, monkeypatch
):
    monkeypatch.setattr("analytics.build.shards.shard.SHARD_BYTES", shard_bytes)
    for name in ("TEXTS_PER_GROUP", "SAMPLES_PER_GROUP", "TEXTS_PER_COMPARISON"):
        monkeypatch.setattr(f"analytics.build.shards.buckets.{name}", texts_per_group)
    engine = engine_of(spark_address)
    shards = build_shards(engine, find_inputs(sources, OPTIONS), OPTIONS, {"documents", "signatures"}, tmp_path)
    assert len(shards) == (4 if shard_bytes == 1 else 1)
    folder = NearDuplicates(engine, shards, tmp_path).pairs()
    import duckdb

    pairs = duckdb.sql(PAIRS.format(f"read_parquet('{folder}/*.parquet')")).to_arrow_table()
    kinds = on_one_machine["kind"].value_counts().to_pylist()
    assert {one["values"] for one in kinds} == {"exact", "near"}
    assert sum(on_one_machine["linked"].to_pylist()) > 290
    assert pairs.select(on_one_machine.column_names).equals(on_one_machine)
