"""A stage runs only when something that it depends on has changed, and old and new tables never mix."""

import json
import sys
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analytics.build import pipeline
from analytics.build.code_fingerprint import module_graph
from analytics.build.stage import Stage
from analytics.build.staleness import stage_states
from analytics.errors import DataloupeError
from analytics.workspace import open_workspace

IDS = pa.schema([("doc_id", pa.int64())])


def copying(reads, writes, ran, fail=False):
    """A stage that gives each table in `writes` the rows of the first table it reads, or of its inputs."""

    def run(context):
        ran.append(context.stage.name)
        rows = (
            context.rows(reads[0])
            if reads
            else sum(len(path.read_text().splitlines()) for path in context.options["paths"])
        )
        for table in writes:
            writer = context.writer(table, IDS)
            writer.write(pa.record_batch([pa.array(range(rows))], schema=IDS))
            if fail:
                raise DataloupeError("the stage failed")
        context.notes["rows"] = rows
        context.notes["before"] = (
            None if (previous := context.previous(writes[0])) is None else previous[1].notes["rows"]
        )

    return run


class Input:
    def __init__(self, path):
        self.fingerprint = path.read_text()


def three_stages(ran):
    third = copying(("signals",), ("map", "topics"), ran)
    return [
        Stage("first", "First", (), ("documents",), copying((), ("documents",), ran), options=("text",)),
        Stage("second", "Second", ("documents",), ("signals",), copying(("documents",), ("signals",), ran)),
        Stage("third", "Third", ("signals",), ("map", "topics"), third, options=("encoder",)),
    ]


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A pipeline of three stages, first <- second <- third, over one text file. A call builds; it gives the stages that
    ran.
    """
    source = tmp_path / "source.txt"
    source.write_text("a\nb\n")
    ran = []
    chain = three_stages(ran)
    names = [stage.name for stage in chain]
    monkeypatch.setattr(pipeline, "stages", lambda until=None: chain[: names.index(until) + 1] if until else chain)
    monkeypatch.setattr("analytics.ingest.find_inputs", lambda sources, options: [Input(source)])
    monkeypatch.setattr("analytics.history.recording.record", lambda workspace, keep_rows: None)  # no texts to compare

    def build(**options):
        until = options.pop("until", None)
        ran.clear()
        pipeline.build(str(tmp_path / "workspace"), ["source.txt"], {"paths": [source], **options}, until=until)
        return list(ran)

    build.source, build.chain, build.path = source, chain, tmp_path / "workspace"
    build.ran = ran
    return build


def states(world):
    return {one.stage.name: one.state for one in stage_states(open_workspace(world.path))}


def test_a_second_build_of_the_same_runs_nothing(world):
    assert world() == ["first", "second", "third"]
    assert world() == []
    assert states(world) == {"first": "fresh", "second": "fresh", "third": "fresh"}


def test_a_changed_input_runs_all_that_depends_on_it(world):
    world()
    world.source.write_text("a\nb\nc\n")
    assert states(world) == {"first": "stale", "second": "stale", "third": "stale"}
    assert world() == ["first", "second", "third"]
    assert open_workspace(world.path).connect().execute("SELECT count(*) FROM map").fetchone() == (3,)


def test_an_option_runs_only_the_stages_that_it_concerns(world):
    world()
    assert world(encoder="minilm") == ["third"]


SECOND = """
def run(context):
    import pyarrow as pa

    writer = context.writer("signals", pa.schema([("doc_id", pa.int64())]))
    writer.write(pa.table({"doc_id": pa.array(range(context.rows("documents")))}))
"""


def test_changed_code_runs_its_stage_again(world, tmp_path, monkeypatch):
    source = tmp_path / "second_stage.py"

    def build_in_a_new_process():
        module_graph.cache_clear()
        spec = spec_from_file_location("second_stage", source)
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        monkeypatch.setitem(sys.modules, "second_stage", module)
        world.chain[1] = replace(world.chain[1], run=module.run)
        ran = world()
        return ran, open_workspace(world.path).read_manifest().tables["signals"].rows

    source.write_text(SECOND)
    assert build_in_a_new_process() == (["first", "third"], 2)
    assert build_in_a_new_process() == ([], 2)
    source.write_text(SECOND.replace("range(", "range(3 * "))
    assert build_in_a_new_process() == (["third"], 6)


def test_until_stops_after_a_stage_and_the_rest_follows_later(world):
    assert world(until="second") == ["first", "second"]
    assert states(world) == {"first": "fresh", "second": "fresh", "third": "missing"}
    assert world() == ["third"]


def test_tables_made_from_a_replaced_table_are_hidden_at_once(world):
    world()
    world.source.write_text("a\n")
    assert world(until="first") == ["first"]
    assert set(open_workspace(world.path).read_manifest().tables) == {"documents"}
    assert states(world) == {"first": "fresh", "second": "missing", "third": "waiting"}


def test_a_stage_can_go_on_from_its_own_last_result(world):
    world()
    world.source.write_text("a\nb\nc\n")
    world()
    notes = open_workspace(world.path).read_manifest().stages["third"].notes
    assert notes == {"rows": 3, "before": 2}


def test_a_failing_stage_leaves_what_was_finished_and_shows_no_half_table(world, monkeypatch):
    world.chain[1] = Stage(
        "second", "Second", ("documents",), ("signals",), copying(("documents",), ("signals",), world.ran, fail=True)
    )
    with pytest.raises(DataloupeError, match="the stage failed"):
        world()
    assert set(open_workspace(world.path).read_manifest().tables) == {"documents"}
    world.chain[1] = Stage(
        "second", "Second", ("documents",), ("signals",), copying(("documents",), ("signals",), world.ran)
    )
    assert world() == ["second", "third"]


def test_a_stage_whose_input_is_gone_takes_its_tables_with_it(world):
    world()

    def writes_nothing(context):
        pass

    world.chain[1] = Stage("second", "Second", ("documents",), ("signals",), writes_nothing, options=("encoder",))
    world(encoder="none")
    assert set(open_workspace(world.path).read_manifest().tables) == {"documents"}


def test_the_tables_of_a_stage_that_no_longer_exists_are_removed(world):
    world()
    former = world.chain.pop()
    assert world() == []
    manifest = open_workspace(world.path).read_manifest()
    assert set(manifest.tables) == {"documents", "signals"}
    assert former.name not in manifest.stages


def test_an_unknown_stage_names_the_stages_there_are():
    with pytest.raises(DataloupeError, match="documents, conversations, scan"):
        pipeline.stages("polish")


def test_the_manifest_says_how_each_table_was_made(world):
    world()
    manifest = json.loads((world.path / "manifest.json").read_text())
    assert manifest["tables"]["signals"]["rows"] == 2
    assert manifest["tables"]["signals"]["stage"] == "second"
    assert manifest["stages"]["second"]["engine"].startswith("threads")
    assert [Path(source).name for source in manifest["build"]["sources"]] == ["source.txt"]
    (file,) = manifest["tables"]["signals"]["files"]
    assert pq.read_table(world.path / "tables" / file).num_rows == 2
