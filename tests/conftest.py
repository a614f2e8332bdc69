"""Workspaces that many tests use: small and real, empty, hostile. And the order of the files: the longest first."""

import json
import os
from pathlib import Path

import pyarrow as pa
import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from analytics.cli import main
from analytics.workspace import create_workspace
from tests.engines import sail
from tests.sample_logs import hostile_logs
from tests.workspaces import HOSTILE, days, write_workspace

SENTENCE = "The quick brown fox jumps over the lazy dog, and that have been the words of it. "

TESTS = Path(__file__).parent
WITHOUT_KERNELS = ("test_house.py", "server/test_bandit.py", "test_sample_corpus.py", "test_layers.py")
"""Files that run while another worker compiles the kernels: they run no kernel."""

BROWSER = tuple(
    f"browser/test_{name}.py" for name in ("selection", "pages", "map", "label", "duplicates", "correcting")
)
BROWSER += ("browser/test_keyboard.py", "browser/test_report.py")
DASHBOARD = tuple(f"server/test_{name}.py" for name in ("matrix", "hidden", "hostile", "operation", "sign_out"))
TOGETHER = {name: files[0] for files in (BROWSER, DASHBOARD) for name in files}
"""Files that share a browser or a server: one worker runs them all."""

FIRST = (
    *BROWSER,
    *WITHOUT_KERNELS,
    "build/test_kill.py",
    *DASHBOARD,
    "build/test_added_documents.py",
    "history/test_snapshots.py",
    "test_readme.py",
    "ask/workspaces/test_builds.py",
    "build/test_layout.py",
    "ask/sql/test_restrictions.py",
    "build/test_code_fingerprint.py",
    "cases/test_written_values.py",
    "cases/test_ratings.py",
    "ingest/test_chats.py",
    "truth/test_drift.py",
    "findings/test_kinds.py",
)
"""One worker compiles the kernels for its first file while the others run the next files. Then come those that take
longest: if one of them started last, the whole suite would wait for it.
"""

settings.register_profile("repeatable", derandomize=True, suppress_health_check=[HealthCheck.too_slow], deadline=None)
settings.load_profile("repeatable")
"""The same commit gives the same result everywhere; `--hypothesis-profile=default` searches new examples. A busy
machine fails no test: no test measures time.
"""


def pytest_configure(config):
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False  # xdist would start with the files that have most tests


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Gives each worker whole files, as `--dist loadfile` does, and the files of `TOGETHER` to one worker."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            file = super()._split_scope(nodeid).removeprefix(f"{TESTS.name}/")
            return TOGETHER.get(file, file)

    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


def pytest_collection_modifyitems(items):
    places = {TESTS / name: place for place, name in enumerate(FIRST)}
    items.sort(key=lambda item: places.get(item.path, len(FIRST)))


@pytest.fixture(scope="session")
def spark_address():
    """The address of a Spark Connect server, started once a session; skips where pysail is not installed."""
    pytest.importorskip("pysail", reason="pysail is not installed")
    with sail() as address:
        yield address


@pytest.fixture(scope="module", autouse=True)
def kernels(request, settings, tmp_path_factory):
    """On a fresh clone, one worker compiles the kernels by a build, which takes half a minute. The others wait, and do
    not compile them too.
    """
    if "PYTEST_XDIST_WORKER" not in os.environ or request.path in {TESTS / name for name in WITHOUT_KERNELS}:
        return
    folder = tmp_path_factory.getbasetemp().parent / "kernels"
    with FileLock(f"{folder}.lock"):
        if not folder.exists():
            folder.mkdir()
            texts = [{"text": f"{SENTENCE}Document {number}.", "label": "ab"[number % 2]} for number in range(40)]
            (folder / "a.jsonl").write_text("\n".join(map(json.dumps, texts)))
            main(["build", str(folder / "a.jsonl"), "--workspace", str(folder / "workspace")])


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    """Sixty documents of three sources (the third missing), with dates for half of them, metadata with gaps, and two
    rejects.
    """
    texts = [SENTENCE * (1 + number % 7) + f"Document {number}." for number in range(58)] + ["", "短い文です"]
    return write_workspace(
        tmp_path_factory.mktemp("small") / "small",
        texts,
        source=[("a", "b", None)[number % 3] for number in range(60)],
        title=[f"title {number}" if number % 2 else None for number in range(60)],
        kind=["document"] * 40 + ["prompt"] * 20,
        created_at=[day if number % 2 else None for number, day in enumerate(days(60))],
        languages=["en"] * 58 + [None, "zh"],
        metadata={"licence": pa.array(["mit", None, "apache"] * 20), "stars": pa.array(range(60), pa.int32())},
        rejects=[("in.jsonl", 3, "no text", '{"a": 1}'), ("in.jsonl", 9, "broken line", HOSTILE[0])],
    )


@pytest.fixture(scope="session")
def unbuilt(tmp_path_factory):
    """A workspace in which nothing has been built."""
    return create_workspace(tmp_path_factory.mktemp("unbuilt") / "unbuilt")


@pytest.fixture(scope="session")
def no_documents(tmp_path_factory):
    """A workspace whose tables have no rows."""
    return write_workspace(tmp_path_factory.mktemp("zero") / "zero", [])


@pytest.fixture(scope="session")
def one_document(tmp_path_factory):
    """A workspace with one document of one word, not scanned yet."""
    return write_workspace(tmp_path_factory.mktemp("one") / "one", ["hello"], scanned=False)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """Texts, sources, titles, labels, languages, values and names of columns that would be markup."""
    texts = [*HOSTILE, *(text * 3 for text in HOSTILE)]
    return write_workspace(
        tmp_path_factory.mktemp("hostile") / 'hostile "; drop <b> **bold**',
        texts,
        source=list(HOSTILE) * 2,
        title=list(HOSTILE) * 2,
        label=list(HOSTILE) * 2,
        metadata={name: pa.array(list(HOSTILE) * 2) for name in HOSTILE}
        | {"number of <b>": pa.array([1.5, None, float("nan"), float("inf"), -1, 0])},
        rejects=[(HOSTILE[0], 1, HOSTILE[1], HOSTILE[2])],
    )


@pytest.fixture(scope="session")
def talk(tmp_path_factory):
    """Conversations with branches, feedback and comparisons; names, texts and comments would be markup."""
    return hostile_logs(tmp_path_factory.mktemp("talk") / "talk")


@pytest.fixture(scope="session", autouse=True)
def settings(tmp_path_factory):
    """A settings folder of the tests: they neither use nor change what a developer corrected."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        yield
