"""Each command does what it says, and answers bad input with one line and exit code 2."""

import csv
import io
import json
import os
import shlex
import subprocess
import urllib.request

import pytest

from analytics.cli import command_names, main
from analytics.cli.commands.build import add_arguments as add_build_arguments
from analytics.cli.commands.build import chosen_options
from analytics.workspace import open_workspace
from tests.commands import DATALOUPE, serving


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Two documents and one broken line, built by the command."""
    folder = tmp_path_factory.mktemp("cli")
    source = folder / "reviews.jsonl"
    source.write_text(
        '{"body": "A first review, long enough to be read.", "stars": 4}\n{broken\n{"body": "A second, quite different one.", "stars": 1}\n'
    )
    assert main(["build", str(source), "--workspace", str(folder / "ws"), "--encoder", "none"]) == 0
    return folder / "ws"


def refused(capsys, *arguments):
    """The one line with which a command refuses its input."""
    assert main([str(argument) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("dataloupe: ")
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    return captured.err


def test_build_says_what_it_understood_and_what_came_of_it(workspace, capsys):
    assert (
        main(["build", str(workspace.parent / "reviews.jsonl"), "--workspace", str(workspace), "--encoder", "none"])
        == 0
    )
    captured = capsys.readouterr()
    assert "text in column 'body'" in captured.out
    assert "2 documents, 1 rejected row" in captured.out
    assert f"Next: dataloupe serve {workspace}" in captured.out
    assert "up to date" in captured.err
    assert "\r" not in captured.err, "no progress bar where nobody watches"


def test_build_keeps_what_was_chosen(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("id,body,headline,site\n1,some text that is long,First,x\n2,other text that is long,Second,y\n")
    assert (
        main(
            [
                "build",
                str(source),
                "--workspace",
                str(tmp_path / "ws"),
                "--text",
                "body",
                "--source",
                "site",
                "--map",
                "title=headline",
                "--until",
                "documents",
            ]
        )
        == 0
    )
    rows = (
        open_workspace(tmp_path / "ws")
        .connect()
        .execute("SELECT source, text, title FROM documents ORDER BY doc_id")
        .fetchall()
    )
    assert rows == [("x", "some text that is long", "First"), ("y", "other text that is long", "Second")]
    assert set(open_workspace(tmp_path / "ws").read_manifest().stages) == {"documents"}


def test_the_mapping_may_be_given_at_once_or_in_parts():
    import argparse

    parser = argparse.ArgumentParser()
    add_build_arguments(parser)
    given = parser.parse_args(["a", "--workspace", "w", "--map", "title=headline,url=link", "--map", "label=a=b"])
    assert chosen_options(given) == {"map": {"title": "headline", "url": "link", "label": "a=b"}}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nosuch.csv"], "nosuch.csv"),
        (["{source}", "--text", "nosuch"], "nosuch"),
        (["{source}", "--format", "nosuch"], "nosuch"),
        (["{source}", "--until", "nosuch"], "there is no stage 'nosuch' - the stages are documents"),
        (["{source}", "--map", "title"], "write FIELD=COLUMN"),
        (["{folder}/ws/tables/nosuch*"], "nosuch"),
    ],
)
def test_build_refuses_what_it_cannot_use_in_one_line_and_makes_nothing(workspace, tmp_path, capsys, arguments, says):
    filled = [
        argument.format(source=workspace.parent / "reviews.jsonl", folder=workspace.parent) for argument in arguments
    ]
    assert says in refused(capsys, "build", *filled, "--workspace", tmp_path / "new")
    assert (
        not (tmp_path / "new" / "manifest.json").exists()
        or open_workspace(tmp_path / "new").read_manifest().tables == {}
    )


def test_build_does_not_write_into_a_directory_of_somebody_else(workspace, tmp_path, capsys):
    (tmp_path / "thesis.txt").write_text("my work")
    assert "is not a dataloupe workspace" in refused(
        capsys, "build", workspace.parent / "reviews.jsonl", "--workspace", tmp_path
    )
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_sql_answers_in_three_formats(workspace, capsys):
    question = "SELECT doc_id, text, NULL AS nothing FROM documents ORDER BY doc_id"
    answers = {}
    for format in ("table", "csv", "json"):
        assert main(["sql", str(workspace), question, "--format", format]) == 0
        answers[format] = capsys.readouterr().out
    texts = ["A first review, long enough to be read.", "A second, quite different one."]
    assert all(text in answers["table"] for text in texts)
    assert list(csv.DictReader(io.StringIO(answers["csv"]))) == [
        {"doc_id": str(number), "text": text, "nothing": ""} for number, text in enumerate(texts)
    ]
    assert json.loads(answers["json"]) == [
        {"doc_id": number, "text": text, "nothing": None} for number, text in enumerate(texts)
    ]


def test_sql_without_rows_is_an_empty_list(workspace, capsys):
    assert main(["sql", str(workspace), "SELECT 1 WHERE false", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("SELECT * FROM nosuch", "does not exist! - there are content, documents, "),
        ("SELECT nosuch FROM documents", 'Referenced column "nosuch" not found'),
        ("SELEC 1", "syntax error"),
        ("", "found none"),
        ("SELECT 1; SELECT 2", "found SELECT, SELECT"),
        ("DROP VIEW documents", "found DROP"),
        ("SET lock_configuration = false", "found SET"),
        ("COPY (SELECT 1) TO '{folder}/stolen.csv'", "found COPY"),
        ("ATTACH '{folder}/other.db'", "found ATTACH"),
        ("SELECT * FROM read_text('{folder}/reviews.jsonl')", "Cannot access file"),
        ("SELECT CAST(text AS INTEGER) FROM documents", "Could not convert string"),
    ],
)
@pytest.mark.parametrize("format", ["table", "csv", "json"])
def test_sql_refuses_all_but_one_select_over_the_tables(workspace, capsys, statement, says, format):
    assert says in refused(capsys, "sql", workspace, statement.format(folder=workspace.parent), "--format", format)
    assert sorted(path.name for path in workspace.parent.iterdir()) == ["reviews.jsonl", "ws"]


def test_a_runaway_statement_fails_alone(workspace):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    lists = ", ".join(["range(4000000000)"] * (memory // 32_000_000_000 + 1))  # of 32 GB each, a list can hold no more
    command = [*DATALOUPE, "sql", str(workspace), f"SELECT len([{lists}])"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 2
    assert "Out of Memory" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_info_tells_tables_stages_and_what_is_stale(workspace, capsys):
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


def test_info_sees_that_the_input_has_changed(tmp_path, capsys):
    source = tmp_path / "a.jsonl"
    source.write_text('{"text": "one document that is long enough"}\n')
    assert main(["build", str(source), "--workspace", str(tmp_path / "ws"), "--until", "documents"]) == 0
    source.write_text('{"text": "one document that is long enough"}\n{"text": "and another one that came later"}\n')
    capsys.readouterr()
    assert main(["info", str(tmp_path / "ws"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["stages"][0]["state"] == "stale"


@pytest.mark.parametrize("command", [["sql", "{}", "SELECT 1"], ["info", "{}"], ["serve", "{}"]])
def test_a_directory_that_is_no_workspace_is_refused_with_how_to_make_one(tmp_path, capsys, command):
    assert "make one with: dataloupe build" in refused(capsys, *(argument.format(tmp_path) for argument in command))


def test_sample_refuses_a_format_that_it_cannot_write(tmp_path, capsys):
    assert "its name has to end in .parquet or .jsonl" in refused(
        capsys, "sample", "corpus", "--out", tmp_path / "corpus.txt"
    )


def test_serve_refuses_a_port_that_is_taken_and_a_host_that_is_not_here(workspace, capsys):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "is in use" in refused(capsys, "serve", workspace, "--port", taken.getsockname()[1])
    assert "there is no port 70000" in refused(capsys, "serve", workspace, "--port", 70000)
    assert "is no address of this machine" in refused(capsys, "serve", workspace, "--host", "192.0.2.1")


def test_serve_says_where_it_is_and_ends_in_order(workspace):
    with serving(workspace) as address:
        assert urllib.request.urlopen(f"{address}/_stcore/health", timeout=10).read() == b"ok"
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{address}/_stcore/health", timeout=10)


def test_a_reader_that_has_had_enough_is_no_error(workspace):
    command = (
        shlex.join([*DATALOUPE, "sql", str(workspace), "SELECT * FROM range(1000000)", "--format", "csv"])
        + " | head -1"
    )
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("range\n", "")


@pytest.mark.parametrize("command", [[], *([name] for name in command_names())])
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as done:
        main([*command, "--help"])
    assert done.value.code == 0
    assert "usage: dataloupe" in capsys.readouterr().out
