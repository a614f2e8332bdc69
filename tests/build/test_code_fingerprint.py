"""A stage is stale when a source has changed that its result depends on, and only then."""

import json
import shutil
import subprocess
import sys

import pytest

from analytics.build import code_fingerprint, pipeline
from analytics.build.code_fingerprint import PACKAGE, PLUMBING, ModuleGraph
from analytics.workspace import Manifest

STAGES = [*pipeline.stages(), *pipeline.on_demand_stages()]

DEPENDS_ON = {
    "documents": "ingest.shapes.oasst ingest.containers.delimited ingest.logs.tables ingest.logs.record_values "
    "ingest.logs.message_tree ingest.user_ids",
    "conversations": "ingest.tables",
    "scan": "batch.scan.bitmaps batch.scan.characters batch.language signals.scan.words",
    "behaviour": "batch.features batch.shingles signals.behaviour.refusal signals.english",
    "encode": "encoders encoders.static encoders.transformer build.map.vectors",
    "neighbors": "build.map.nearest",
    "prompts": "build.map.nearest",
    "duplicates": "batch.verify batch.shingles build.candidates build.candidate_changes build.meaning",
    "passages": "batch.passages build.passage_continuation",
    "contamination": "batch.contamination ingest.shapes.corpus ingest.inputs",
    "corpus_pairs": "batch.verify build.candidates build.verification batch.scan.bitmaps",
    "evaluation_sets": "batch.contamination batch.near_items",
    "layout": "build.map.descent build.map.placement",
    "topics": "build.map.communities batch.function_words",
    "content": "batch.pii batch.features signals.content.mojibake signals.compute",
    "labels": "statistics.labels statistics.stacking build.missing_labels batch.softmax_regression batch.features",
    "findings": "findings.kinds.rules findings.ranking findings.kinds.preferences ask.logs.slices ask.duplicates.pairs",
    "whole": "",
    "classifier": "statistics.classification statistics.resampling batch.shingles build.examples",
}
"""Some modules that the result of each stage depends on, by hand: some are imported inside functions, some by name,
some through several others.
"""

LOADED = """
import importlib, json, sys
loaded = {}
for stage in sys.argv[1:]:
    for name in [name for name in sys.modules if name.startswith("analytics")]:
        del sys.modules[name]
    importlib.import_module(stage)
    loaded[stage] = [name for name in sys.modules if name.startswith("analytics")]
print(json.dumps(loaded))
"""


def copy_of_package(folder):
    ignored = shutil.ignore_patterns("__pycache__")
    return shutil.copytree(PACKAGE, folder / "analytics", ignore=ignored)


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    """A copy of the source, whose stages are fingerprinted instead of the real ones. A test leaves it as it was."""
    return copy_of_package(tmp_path_factory.mktemp("package"))


@pytest.fixture
def fingerprint(package, monkeypatch):
    """The fingerprint of a stage as a process gives it that starts now, or one that has read `graph`."""

    def of(stage, graph=None):
        graph = graph or ModuleGraph(package)
        monkeypatch.setattr(code_fingerprint, "module_graph", lambda: graph)
        return stage.fingerprint(Manifest(), {})

    return of


class EditedGraph(ModuleGraph):
    """A graph of which some files are edited, and all others are read once for all such graphs."""

    def __init__(self, graph, *modules):
        vars(self).update(vars(graph))
        edited = {module: graph._source(module) + b"\nEDITED = True\n" for module in modules}
        self._sources = graph._sources | edited


def source(package, module):
    path = package.parent.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def edit(path):
    before = path.read_text(encoding="utf-8")
    path.write_text(f"{before}\nEDITED = True\n", encoding="utf-8")
    return before


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_changed_module_that_a_stage_depends_on_makes_it_stale(stage, package, fingerprint):
    graph = ModuleGraph(package)
    closure = graph.closure(stage.run.__module__)
    known = {f"analytics.{name}" for name in DEPENDS_ON[stage.name].split()}
    assert known <= closure
    fresh = fingerprint(stage, graph)
    for module in sorted(known)[:1]:  # of the others, and of all that it uses, below
        path = source(package, module)
        before = edit(path)
        assert fingerprint(stage) != fresh, module
        path.write_text(before, encoding="utf-8")
    assert fingerprint(stage) == fresh
    digest = graph.digest(stage.run.__module__)
    for module in sorted(closure):
        assert EditedGraph(graph, module).digest(stage.run.__module__) != digest, module


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)
def test_a_changed_module_that_it_does_not_depend_on_leaves_it_fresh(stage, package, fingerprint):
    graph = ModuleGraph(package)
    fresh = fingerprint(stage, graph)
    others = graph.modules - graph.closure(stage.run.__module__)
    assert {"analytics.cli.commands.serve", "analytics.ui.frame", "analytics.build.pipeline", *PLUMBING} <= others
    edited = EditedGraph(graph, *others)
    assert all(edited._source(module) != graph._source(module) for module in others)
    assert fingerprint(stage, edited) == fresh


def test_all_that_python_loads_with_a_stage_counts():
    modules = [stage.run.__module__ for stage in STAGES]
    command = [sys.executable, "-c", LOADED, *modules]
    ran = subprocess.run(command, cwd=PACKAGE.parent, capture_output=True, text=True, check=True)
    graph = ModuleGraph()
    for_plumbing = set().union(*(graph.closure(module) for module in PLUMBING))
    for module, loaded in json.loads(ran.stdout).items():
        assert set(loaded) - for_plumbing <= graph.closure(module)


def test_every_stage_is_held_to_modules_that_it_depends_on():
    assert {stage.name for stage in STAGES} == set(DEPENDS_ON)


def test_the_plumbing_is_small_real_and_explained():
    assert len(PLUMBING) <= 8
    assert ModuleGraph().modules >= set(PLUMBING)
    assert all(len(reason) > 30 for reason in PLUMBING.values())


def test_every_import_of_the_package_can_be_read():
    graph = ModuleGraph()
    assert all(graph.imports(module) <= graph.modules for module in graph.modules)


def test_a_renamed_module_makes_a_stage_stale(tmp_path, fingerprint):
    (stage,) = (stage for stage in STAGES if stage.name == "documents")
    package = copy_of_package(tmp_path)
    fresh = fingerprint(stage, ModuleGraph(package))
    shapes = package / "ingest" / "shapes"
    (shapes / "oasst.py").rename(shapes / "open_assistant.py")
    assert fingerprint(stage, ModuleGraph(package)) != fresh


def test_each_file_is_read_once_a_process(tmp_path):
    package = copy_of_package(tmp_path)
    graph = ModuleGraph(package)
    digests = [graph.digest(stage.run.__module__) for stage in STAGES]
    shutil.rmtree(package)
    assert [graph.digest(stage.run.__module__) for stage in STAGES] == digests
