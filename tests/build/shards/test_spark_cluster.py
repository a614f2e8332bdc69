"""A real Spark cluster of two workers, where Spark and Java are installed: the rows of threads, and a killed executor
loses nothing.
"""

import os
import signal
import threading
import time

import pytest

from analytics.build.engines import engine_of
from analytics.build.pipeline import build
from analytics.build.shards import shard
from benchmarks.spark_cluster import cluster, missing
from tests.build.shards.test_recipe_run import RECIPE, apply, rows
from tests.engines import corpus_files, different_tables

pytestmark = [pytest.mark.spark, pytest.mark.skipif(missing() is not None, reason=missing() or "")]

OPTIONS = {"encoder": "none", "text": "text", "source": "source"}


@pytest.fixture(scope="module")
def spark():
    with cluster(workers=2) as made:
        yield made


def test_the_tables_are_those_of_threads(spark, tmp_path):
    sources = corpus_files(tmp_path / "files", 180)
    tables = {"documents", "metadata", "signals", "content", "duplicate_pairs"}
    one = build(str(tmp_path / "threads"), sources, OPTIONS, tables=tables)
    many = build(str(tmp_path / "spark"), sources, OPTIONS, tables=tables, engine=engine_of(spark.address))
    assert different_tables(one, many) == []


def test_apply_survives_a_killed_executor(spark, tmp_path, capsys, monkeypatch):
    from analytics.recipe.file import save

    monkeypatch.setattr(shard, "SHARD_BYTES", 1)
    corpus_files(tmp_path / "files", 180)
    save(RECIPE, tmp_path / "recipe.yaml")
    on_one = apply(tmp_path, "one", capsys)
    killed: list[int] = []
    killer = threading.Thread(target=kill_an_executor, args=(spark, tmp_path, killed))
    killer.start()
    on_many = apply(tmp_path, "many", capsys, "--engine", spark.address)
    killer.join()
    assert killed, "an executor was killed while it worked"
    assert [line.replace("many", "one") for line in on_many] == on_one
    assert rows(tmp_path / "many.parquet").equals(rows(tmp_path / "one.parquet"))


def kill_an_executor(spark, folder, killed):
    """Kill one as soon as the first shard is being built."""
    end = time.monotonic() + 300
    while time.monotonic() < end and not killed:
        if list(folder.glob("many.parquet.unfinished/shard-*")):
            for number in spark.executors()[:1]:
                os.kill(number, signal.SIGKILL)
                killed.append(number)
        time.sleep(0.05)
