"""`dataloupe build`: what it prints, which options it passes on, and which input it refuses."""

import argparse

import pytest

from analytics.cli import main
from analytics.cli.commands.build import add_arguments
from analytics.cli.input_options import chosen_options
from analytics.workspace import open_workspace


def test_build_prints_how_the_input_is_read_and_a_summary(workspace, capsys):
    source = str(workspace.parent / "reviews.jsonl")
    assert main(["build", source, "--workspace", str(workspace), "--encoder", "none"]) == 0
    captured = capsys.readouterr()
    assert "text in column 'body'" in captured.out
    assert "2 documents, 1 rejected row" in captured.out
    assert f"Next: dataloupe serve {workspace}" in captured.out
    assert "up to date" in captured.err
    assert "\r" not in captured.err, "no progress bar without a terminal"


def test_build_uses_the_chosen_columns_and_stops_at_the_chosen_stage(tmp_path):
    source = tmp_path / "a.csv"
    source.write_text("id,body,headline,site\n1,some text that is long,First,x\n2,other text that is long,Second,y\n")
    columns = ["--text", "body", "--source", "site", "--map", "title=headline"]
    assert main(["build", str(source), "--workspace", str(tmp_path / "ws"), *columns, "--until", "documents"]) == 0
    workspace = open_workspace(tmp_path / "ws")
    rows = workspace.connect().execute("SELECT source, text, title FROM documents ORDER BY doc_id").fetchall()
    assert rows == [("x", "some text that is long", "First"), ("y", "other text that is long", "Second")]
    assert set(workspace.read_manifest().stages) == {"documents"}


def test_map_accepts_several_columns_and_can_be_repeated():
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    arguments = parser.parse_args(["a", "--workspace", "w", "--map", "title=headline,url=link", "--map", "label=a=b"])
    assert chosen_options(arguments) == {"map": {"title": "headline", "url": "link", "label": "a=b"}}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nosuch.csv"], "nosuch.csv"),
        (["{source}", "--text", "nosuch"], "nosuch"),
        (["{source}", "--format", "nosuch"], "nosuch"),
        (["{source}", "--until", "nosuch"], "There is no stage 'nosuch'. There are: documents"),
        (["{source}", "--map", "title"], "Write FIELD=COLUMN"),
        (["{folder}/ws/tables/nosuch*"], "nosuch"),
    ],
)
def test_build_refuses_bad_input_in_one_line_and_builds_nothing(workspace, tmp_path, error_line, arguments, message):
    names = {"source": workspace.parent / "reviews.jsonl", "folder": workspace.parent}
    filled = [argument.format(**names) for argument in arguments]
    new = tmp_path / "new"
    assert message in error_line("build", *filled, "--workspace", new)
    assert not (new / "manifest.json").exists() or open_workspace(new).read_manifest().tables == {}


def test_build_does_not_write_into_a_directory_with_other_files(workspace, tmp_path, error_line):
    (tmp_path / "thesis.txt").write_text("my work")
    message = error_line("build", workspace.parent / "reviews.jsonl", "--workspace", tmp_path)
    assert "is not a dataloupe workspace" in message
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
