"""What the README says can be done is done here, line by line, in a new directory."""

import os
import re
import shlex
import subprocess
import sys

import pytest

from analytics.ui.contents import PAGES
from analytics.ui.readme import with_table
from tests.commands import DATALOUPE, ROOT, serving

README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


FIRST_DOCUMENTS = """import itertools, sample_data.make_corpus as sample
every = sample.documents
sample.documents = lambda: itertools.islice(every(), 1200)
"""
"""Makes the sample corpus small: tests/test_sample_corpus.py makes all of it, which takes longer than its build."""

LINES = [shlex.split(line) for block in blocks("sh") for line in block.splitlines()]


def smaller(code):
    path, rest = code.split("; from analytics", 1)
    return f"{path}\n{FIRST_DOCUMENTS}from analytics{rest}"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The folder in which every command line has run, except the one that serves, and what each printed."""
    folder = tmp_path_factory.mktemp("readme")
    program, flag, code = DATALOUPE
    runs = [
        subprocess.run(
            [program, flag, smaller(code), *arguments], cwd=folder, capture_output=True, text=True, check=False
        )
        for _, *arguments in LINES[:-1]
    ]
    return folder, runs


def test_every_command_line_works(ran):
    folder, runs = ran
    assert {program for program, *_ in LINES} == {"dataloupe"}
    assert [command for _, command, *_ in LINES] == ["sample", "build", "info", "sql", "serve"]
    assert [run.stderr for run in runs if run.returncode or not run.stdout] == []
    with serving(folder / LINES[-1][2]) as address:
        assert address.startswith("http://127.0.0.1:")


def test_the_library_works_in_five_lines(ran):
    folder, _ = ran
    (code,) = blocks("python")
    assert len([line for line in code.splitlines() if line]) == 5
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("Summary(documents=")


def test_the_table_of_pages_is_written_from_the_registry():
    assert with_table(README) == README, "run `make pages`"
    assert all(f"| {entry.title} | {entry.question}" in README for entry in PAGES.values())


def test_every_target_of_make_that_is_named_is_there():
    named = set(re.findall(r"^    make ([a-z]+)", README, flags=re.MULTILINE))
    assert {"run", "test", "check", "bench"} <= named
    assert named <= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))


def test_every_picture_is_there():
    pictures = re.findall(r'(?:src|srcset)="(.*?)"', README)
    assert len(pictures) >= 2
    assert [path for path in pictures if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("name", re.findall(r"`([a-z]+/[a-z_/]*(?:\.py)?)`", README))
def test_every_folder_and_file_that_is_named_is_there(name):
    assert (ROOT / name).exists()
