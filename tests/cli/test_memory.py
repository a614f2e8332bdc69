"""`--memory`: a limit that is kept, and one line when a stage needs more."""

import json
import subprocess
import sys

import pytest

from analytics.cli import main
from analytics.cli.memory_option import bytes_of

TOO_MUCH = """
import sys, numpy as np
from analytics.build import scan
from analytics.cli import main

def fill(context):
    context.workspace.connect(context.manifest)
    np.ones(300_000_000)

fill.__module__ = scan.__name__  # the fingerprint reads the source of this module
object.__setattr__(scan.STAGE, "run", fill)
sys.exit(main(sys.argv[1:]))
"""
SETTINGS = """
import sys
from analytics.system import limit_memory
from analytics.workspace import create_workspace
assert limit_memory(2_000_000_000)
print(create_workspace(sys.argv[1]).connect().execute(
    "SELECT current_setting('memory_limit'), current_setting('temp_directory')").fetchone())
"""
needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the memory of a process")


@pytest.mark.parametrize(
    ("size", "expected"), [("8GB", 8e9), ("1.5 g", 1.5e9), ("500MB", 5e8), ("2GiB", 2e9), ("2000000000", 2e9)]
)
def test_sizes_are_a_number_and_a_unit(size, expected):
    assert bytes_of(size) == expected


@pytest.mark.parametrize("size", ["much", "-3GB", "8XB", "", "200MB"])
def test_another_size_is_one_line(size, tmp_path, capsys):
    assert main(["build", "x.csv", "--workspace", str(tmp_path / "ws"), f"--memory={size}"]) == 2
    error = capsys.readouterr().err
    assert "--memory" in error
    assert error.count("\n") == 1


def _lines(tmp_path):
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps({"text": f"line {n} about lamps and rivers"}) + "\n" for n in range(200)))
    return str(file)


@needs_linux
def test_a_build_runs_within_its_limit(tmp_path):
    command = [sys.executable, "-m", "analytics.cli", "build", _lines(tmp_path), "--workspace", str(tmp_path / "ws")]
    ran = subprocess.run(
        [*command, "--encoder", "none", "--memory", "2GB"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr


@needs_linux
def test_a_stage_that_needs_more_stops_with_one_line_and_earlier_stages_are_kept(tmp_path):
    command = [sys.executable, "-c", TOO_MUCH, "build", _lines(tmp_path), "--workspace", str(tmp_path / "ws")]
    ran = subprocess.run(
        [*command, "--encoder", "none", "--memory", "2GB"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 2
    line = ran.stderr.strip().splitlines()[-1]
    assert "needs more than the 2 GB of --memory" in line
    assert "Finished stages are kept" in line
    assert "documents" in json.loads((tmp_path / "ws" / "manifest.json").read_text())["stages"]


@needs_linux
def test_duckdb_takes_half_of_the_limit_and_spills_into_the_workspace(tmp_path):
    command = [sys.executable, "-c", SETTINGS, str(tmp_path / "ws")]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "953.6 MiB" in ran.stdout
    assert str(tmp_path / "ws" / "scratch" / "duckdb") in ran.stdout
