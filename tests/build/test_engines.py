"""Threads, processes and a Spark Connect server give the same rows, and work that was finished is not done again."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

import pyarrow as pa
import pytest

from analytics.build.engine import ThreadEngine
from analytics.build.engines import engine_of, spark
from analytics.build.engines.processes import ProcessEngine
from analytics.build.pipeline import build
from analytics.build.stage import Context, Stage
from analytics.build.table_map import map_table, splits_of
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.workspace import Workspace, create_workspace
from tests.engines import ROOT, corpus_files, different_tables, text
from tests.workspaces import documents, write_table

OPTIONS = {"encoder": "none", "text": "text", "source": "source"}
TABLES = {"documents", "metadata", "rejects", "signals", "signatures", "duplicate_pairs", "content"}


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    return corpus_files(tmp_path_factory.mktemp("corpus") / "files")


@pytest.fixture(scope="module")
def by_threads(sources, tmp_path_factory):
    return build(str(tmp_path_factory.mktemp("threads") / "w"), sources, OPTIONS, tables=TABLES)


@pytest.fixture(params=["processes", "spark"])
def engine(request):
    """Every engine but threads."""
    if request.param == "processes":
        return ProcessEngine(2)
    return engine_of(request.getfixturevalue("spark_address"))


def test_every_engine_gives_the_same_rows(engine, sources, by_threads, tmp_path):
    other = build(str(tmp_path / "w"), sources, OPTIONS, engine=engine, tables=TABLES)
    assert by_threads.read_manifest().tables["duplicate_pairs"].rows > 20
    assert by_threads.read_manifest().tables["rejects"].rows == 1
    assert different_tables(by_threads, other) == []
    assert other.read_manifest().stages["scan"].engine == engine.name
    assert not list((other.path / "scratch").glob("*/*"))


def test_processes_do_not_run_the_script_of_their_parent(tmp_path, monkeypatch):
    script = tmp_path / "unguarded.py"
    script.write_text("raise RuntimeError('The script runs again.')")
    main_module = ModuleType("__main__")
    main_module.__file__ = str(script)
    monkeypatch.setitem(sys.modules, "__main__", main_module)
    assert list(ProcessEngine(1).run([partial(int, "7")], tmp_path)) == [(0, 7)]
    assert sys.modules["__main__"] is main_module


def test_documents_of_a_file_that_is_added_follow_in_order(sources, by_threads, tmp_path):
    engine, path = ProcessEngine(2), str(tmp_path / "w")
    build(path, [f"{sources[0]}/a.parquet"], OPTIONS, "documents", engine)
    both = build(path, sources, OPTIONS, "documents", engine)
    rows = "SELECT doc_id, text FROM documents ORDER BY doc_id"
    assert both.connect().sql(rows).fetchall() == by_threads.connect().sql(rows).fetchall()


@dataclass(frozen=True)
class CountWords:
    """The words of each text; notes each batch in a folder, and is killed at one document, once."""

    folder: str
    killed_at: int | None = None

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        ids = batch.column("doc_id").to_pylist()
        mark = Path(self.folder) / "killed"
        if self.killed_at in ids and not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        (Path(self.folder) / f"batch-{ids[0]}-{os.urandom(4).hex()}").touch()
        words = [len(one.split()) for one in batch.column("text").to_pylist()]
        return pa.record_batch({"doc_id": batch.column("doc_id"), "words": pa.array(words, pa.int64())})


WORDS = pa.schema([("doc_id", pa.int64()), ("words", pa.int64())])
STAGE = Stage("words", "Count words", ("documents",), ("words",), lambda context: None)


@pytest.fixture
def many(tmp_path) -> Workspace:
    """20,000 documents, which are several splits."""
    workspace = create_workspace(tmp_path / "many")
    write_table(workspace, "documents", documents([text(number % 50, 5) for number in range(20_000)]))
    return workspace


def context_of(workspace, engine):
    return Context(workspace, workspace.read_manifest(), STAGE, "0" * 16, {}, engine, lambda progress: None)


def batches(folder):
    return len(list(folder.glob("batch-*")))


def test_a_killed_worker_process_loses_nothing(many, tmp_path):
    context = context_of(many, ProcessEngine(2))
    map_table(context, CountWords(str(tmp_path), killed_at=9_000), {"words": WORDS})
    context.commit()
    assert (tmp_path / "killed").exists()
    rows = many.connect().sql("SELECT count(*), count(DISTINCT doc_id), sum(words) FROM words").fetchall()
    assert rows == [(20_000, 20_000, 100_000)]


def test_splits_that_a_killed_driver_had_finished_are_not_computed_again(engine, many, tmp_path):
    context = context_of(many, engine)
    context.adopt_file = KilledDriver()
    with pytest.raises(KeyboardInterrupt):
        map_table(context, CountWords(str(tmp_path)), {"words": WORDS})
    records = sorted(context.scratch.glob("*.json"))
    assert len(records) == len(splits_of(many.files("documents"), engine.workers)) > 1
    records[0].unlink()
    before = batches(tmp_path)
    again = context_of(many, engine)
    map_table(again, CountWords(str(tmp_path)), {"words": WORDS})
    again.commit()
    assert 0 < batches(tmp_path) - before < before, "only the split without a record runs again"
    assert many.connect().sql("SELECT count(DISTINCT doc_id) FROM words").fetchall() == [(20_000,)]


class KilledDriver:
    """Stands for `Context.adopt_file`: all splits are finished, and the driver is killed before it takes the first."""

    def __call__(self, table: str, file: Path, rows: int) -> None:
        raise KeyboardInterrupt


def test_an_error_for_the_person_comes_from_a_worker_as_one_line(engine, tmp_path):
    with pytest.raises(DataloupeError, match=r"^The file is no good\.$"):
        list(engine.run([Refuse(), Refuse()], tmp_path))


@dataclass(frozen=True)
class Refuse:
    def __call__(self) -> None:
        raise DataloupeError("The file is no good.")


def test_threads_run_tasks_too(tmp_path):
    with pytest.raises(DataloupeError, match="no good"):
        list(ThreadEngine(2).run([Refuse()], tmp_path))


def test_engines_that_cannot_be_used_are_refused_in_one_line(tmp_path, capsys, monkeypatch):
    file = tmp_path / "a.jsonl"
    file.write_text('{"text": "some text"}\n')
    command = ["build", str(file), "--workspace", str(tmp_path / "w"), "--engine"]
    assert main([*command, "ray"]) == 2
    assert "There is no engine 'ray'. There are: threads, processes, sc://HOST:PORT." in capsys.readouterr().err
    monkeypatch.setattr(spark, "find_spec", lambda name: None)
    assert main([*command, "sc://127.0.0.1:1"]) == 2
    line = capsys.readouterr().err
    assert "pip install 'dataloupe[spark]'" in line
    assert len(line.splitlines()) == 1


def test_a_process_without_a_script_can_use_a_cluster(spark_address):
    command = f"from analytics.build.engines import engine_of; print(engine_of({spark_address!r}).name)"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, timeout=120, cwd=ROOT)
    assert done.stdout.startswith("spark(127.0.0.1:"), done.stderr


def test_sessions_of_a_server_that_is_gone_end_at_once(monkeypatch):
    pytest.importorskip("pysail")
    monkeypatch.setattr(spark, "_sessions", {})
    with subprocess.Popen(
        [sys.executable, "-m", "tests.sail_server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        engine = engine_of(next(line.strip() for line in server.stdout if line.startswith("sc://")))
        server.kill()
    ending = threading.Thread(target=spark.end_sessions, daemon=True)
    ending.start()
    ending.join(60)
    assert not ending.is_alive(), f"the client still asks {engine.name}"
