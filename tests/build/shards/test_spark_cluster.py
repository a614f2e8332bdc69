"""A real Spark cluster of two workers, where Spark and Java are installed: it gives the documents, scores, pairs and
files of threads, processes and Sail, whatever the shards are. A killed executor and a killed driver lose nothing.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from analytics.ask.filters import KeptByScore
from analytics.build.classifier import train
from analytics.build.engines import engine_of
from analytics.build.examples import Side
from analytics.build.pipeline import build
from analytics.build.shards import shard
from analytics.build.shards.near_duplicates import NearDuplicates
from analytics.build.shards.shard import build_shards
from analytics.ingest import find_inputs
from analytics.recipe.file import save
from analytics.recipe.model import Recipe, Step
from analytics.recipe.steps import Tag
from benchmarks.spark_cluster import cluster, missing
from tests.build.shards.test_recipe_run import RECIPE, rows
from tests.engines import ROOT, corpus_files, different_tables

pytestmark = [pytest.mark.spark, pytest.mark.skipif(missing() is not None, reason=missing() or "")]

OPTIONS = {"encoder": "none", "text": "text", "source": "source"}
TABLES = {"documents", "metadata", "signals", "signatures", "content", "duplicate_pairs"}
COMPARED = {
    "documents": ["doc_id", "text", "source"],
    "signals": ["doc_id", "n_words", "n_chars", "n_tokens"],
    "quality": ["doc_id", "quality_score"],
}
SECONDS = 300
"""A run that does not begin for so long fails the test."""


@pytest.fixture(scope="module")
def spark():
    with cluster(workers=2) as made:
        yield made


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A corpus, the workspace `trained` that threads build of it, with a classifier, and a recipe with its scores."""
    folder = tmp_path_factory.mktemp("cluster")
    corpus_files(folder / "files", 180)
    # one type in all files: one machine writes 1 and "1" of two files as text
    file = folder / "files" / "b.jsonl"
    file.write_text(file.read_text().replace('"stars": "', '"s": "'))
    workspace = build(str(folder / "trained"), [str(folder / "files")], OPTIONS, tables=TABLES)
    ids = np.arange(180)
    train(str(workspace.path), Side(ids[:90], "first half", "like"), Side(ids[90:], "second half", "unlike"))
    steps = (*RECIPE.steps, Step(Tag("like the first half", (KeptByScore("threshold", 0.5),))))
    save(Recipe(steps, read_with=RECIPE.read_with), folder / "recipe.yaml")
    return folder


@pytest.fixture(scope="module")
def trained(folder):
    from analytics.workspace import open_workspace

    return open_workspace(folder / "trained")


@pytest.fixture(params=["processes", "sail", "cluster"])
def engine(request):
    """The name of every engine but threads."""
    if request.param == "processes":
        return "processes"
    if request.param == "sail":
        return request.getfixturevalue("spark_address")
    return request.getfixturevalue("spark").address


@pytest.fixture(scope="module")
def on_one(folder):
    """The lines and the rows of `apply` in threads."""
    return applied(folder, "one")


def applied(folder, name, *more):
    """What `apply` prints, as in one run by that name, and the rows that it writes."""
    command = command_of(folder, name, *more)
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=SECONDS)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.replace(f"{folder / name}", "OUT").splitlines()
    lines = lines[next(number for number, line in enumerate(lines) if line.startswith("step")) :]
    return lines, [rows(folder / f"{name}{which}.parquet") for which in ("", "-rejected")]


def command_of(folder, name, *more):
    files = ["--out", str(folder / f"{name}.parquet"), "--rejected", str(folder / f"{name}-rejected.parquet")]
    recipe = ["--recipe", str(folder / "recipe.yaml"), "--classifier", str(folder / "trained")]
    return [sys.executable, "-m", "analytics.cli", "apply", str(folder / "files"), *recipe, *files, *more]


def test_the_tables_are_those_of_threads(engine, folder, trained, tmp_path):
    built = build(str(tmp_path / "w"), [str(folder / "files")], OPTIONS, tables=TABLES, engine=engine_of(engine))
    of_training = set(trained.read_manifest().tables) - set(built.read_manifest().tables)
    assert {"quality", "classifier_weights"} <= of_training
    assert different_tables(trained, built, without=of_training) == []


@pytest.mark.parametrize("shard_bytes", [1, 1 << 30])
@pytest.mark.parametrize("server", ["spark_address", "spark"])
def test_documents_scores_and_pairs_do_not_depend_on_the_shards(
    server, shard_bytes, folder, trained, request, tmp_path, monkeypatch
):
    monkeypatch.setattr(shard, "SHARD_BYTES", shard_bytes)
    monkeypatch.setattr("analytics.build.shards.buckets.TEXTS_PER_COMPARISON", 60 if shard_bytes == 1 else 20_000)
    made = request.getfixturevalue(server)
    engine = engine_of(made if server == "spark_address" else made.address)
    inputs = find_inputs([str(folder / "files")], OPTIONS)
    tables = {"documents", "signals", "signatures"}
    shards = build_shards(engine, inputs, OPTIONS, tables, tmp_path, str(trained.path))
    assert len(shards) == (3 if shard_bytes == 1 else 1)
    for table, columns in COMPARED.items():
        own = pa.Table.from_batches(batch for one in shards for batch in one.batches(table, columns))
        expected = trained.connect().sql(f"SELECT {', '.join(columns)} FROM {table} ORDER BY doc_id").to_arrow_table()
        assert own.cast(expected.schema).sort_by("doc_id").equals(expected), table
    pairs = rows(NearDuplicates(engine, shards, tmp_path).pairs())
    expected = trained.connect().sql("FROM duplicate_pairs ORDER BY ALL").to_arrow_table()
    assert len(expected) > 20
    assert pairs.equals(expected)


def test_apply_gives_the_lines_and_rows_of_threads(engine, folder, on_one):
    assert all(len(one) > 5 for one in on_one[1])
    assert applied(folder, f"many-{engine[:2]}-{engine[-3:]}", "--engine", engine) == on_one


def test_apply_survives_a_killed_executor(spark, folder, on_one):
    killed = []
    killer = threading.Thread(target=kill_an_executor, args=(spark, folder / "survivor.parquet.unfinished", killed))
    killer.start()
    on_many = applied(folder, "survivor", "--engine", spark.address)
    killer.join()
    assert killed, "an executor was killed while it worked"
    assert on_many == on_one


def kill_an_executor(spark, unfinished, killed):
    """Kill one as soon as the first shard is being built."""
    wait_for(unfinished, "shard-*")
    for number in spark.executors()[:1]:
        os.kill(number, signal.SIGKILL)
        killed.append(number)


@pytest.mark.parametrize("restarts", [False, True])
def test_a_killed_driver_continues_with_what_was_done(restarts, spark, folder, on_one):
    """The process of dataloupe is killed between two steps, and once the driver of Spark, too."""
    name, unfinished = f"killed-{restarts}", folder / f"killed-{restarts}.parquet.unfinished"
    with subprocess.Popen(command_of(folder, name, "--engine", spark.address), cwd=ROOT, text=True) as driver:
        wait_for(unfinished, "texts.done")
        driver.kill()
    if restarts:
        spark.restart_server()
    done = unfinished / "texts.done"
    before = {file: file.stat().st_mtime_ns for file in [done, *unfinished.glob("shard-*/documents.pickle")]}
    seen = {}
    watcher = threading.Thread(target=note_times, args=(before, unfinished / "pairs.done", seen))
    watcher.start()
    assert applied(folder, name, "--engine", spark.address) == on_one
    watcher.join()
    assert seen == before, "the second run uses what the killed one had finished"


def note_times(files, when, seen):
    """Note when the files were written, as soon as `when` is there."""
    wait_for(when.parent, when.name)
    seen |= {file: file.stat().st_mtime_ns for file in files}


def wait_for(folder: Path, pattern: str) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and not list(folder.glob(pattern)):
        time.sleep(0.02)
