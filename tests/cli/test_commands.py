"""Every command explains itself, `info` shows the state of a workspace, and bad input is refused."""

import json

import pytest

from analytics.cli import command_names, main


@pytest.mark.parametrize("command", [[], *([name.replace("_", "-")] for name in command_names())])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as done:
        main([*command, "--help"])
    assert done.value.code == 0
    assert "usage: dataloupe" in capsys.readouterr().out


def test_info_shows_tables_and_stages(workspace, capsys):
    assert main(["info", str(workspace), "--format", "json"]) == 0
    known = json.loads(capsys.readouterr().out)
    assert {table["name"]: table["rows"] for table in known["tables"]}.items() >= {
        "documents": 2,
        "metadata": 2,
        "rejects": 1,
        "signals": 2,
    }.items()
    assert {stage["name"]: stage["state"] for stage in known["stages"]}.items() >= {
        "documents": "fresh",
        "scan": "fresh",
    }.items()
    assert known["building"] is None
    assert main(["info", str(workspace)]) == 0
    table = capsys.readouterr().out
    assert "documents" in table
    assert "fresh" in table


def test_info_shows_that_the_input_has_changed(tmp_path, capsys):
    source = tmp_path / "a.jsonl"
    source.write_text('{"text": "one document that is long enough"}\n')
    assert main(["build", str(source), "--workspace", str(tmp_path / "ws"), "--until", "documents"]) == 0
    source.write_text('{"text": "one document that is long enough"}\n{"text": "and another one that came later"}\n')
    capsys.readouterr()
    assert main(["info", str(tmp_path / "ws"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["stages"][0]["state"] == "stale"


@pytest.mark.parametrize("command", [["sql", "{}", "SELECT 1"], ["info", "{}"], ["serve", "{}"]])
def test_for_a_directory_without_workspace_the_error_says_how_to_make_one(tmp_path, error_line, command):
    assert "Make one with: dataloupe build" in error_line(*(argument.format(tmp_path) for argument in command))


def test_sample_refuses_an_unknown_extension(tmp_path, error_line):
    assert "Use .parquet or .jsonl." in error_line("sample", "corpus", "--out", tmp_path / "corpus.txt")
