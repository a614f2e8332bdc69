"""`python -m benchmarks` runs every measurement, and nothing that waits for arguments or for its end."""

import subprocess
from types import SimpleNamespace

import pytest

from benchmarks import __main__ as benchmarks
from tests.commands import ROOT


@pytest.fixture
def ran(monkeypatch):
    """The modules that were run; `map` fails."""
    modules = []

    def run(command, check):
        modules.append(command[-1])
        return SimpleNamespace(returncode=int(command[-1] == "benchmarks.map"))

    monkeypatch.setattr(subprocess, "run", run)
    return modules


def test_all_run_even_after_a_failure(ran, capsys):
    assert benchmarks.main() == 1
    assert ran == [f"benchmarks.{name}" for name in benchmarks.names()]
    assert "Failed: map" in capsys.readouterr().out


def test_those_that_are_named_run_alone(ran):
    assert benchmarks.main(["scan", "rules"]) == 0
    assert ran == ["benchmarks.scan", "benchmarks.rules"]


def test_an_unknown_name_is_one_clear_line(ran, capsys):
    assert benchmarks.main(["scans"]) == 1
    assert ran == []
    assert capsys.readouterr().out.startswith(
        "There is no benchmark 'scans'. There are: duplicates, encoders, labelling, "
    )


def test_a_module_that_needs_arguments_or_runs_until_it_is_stopped_is_a_tool():
    sources = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "benchmarks").glob("[a-z]*.py")}
    assert set(sources) >= benchmarks.TOOLS
    needy = {name for name, source in sources.items() if 'add_argument("' in source.replace('add_argument("--', "")}
    endless = {name for name, source in sources.items() if "while True" in source}
    silent = {name for name, source in sources.items() if "__main__" not in source}
    assert needy | endless | silent == benchmarks.TOOLS
