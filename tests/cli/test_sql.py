"""`dataloupe sql`: the answer in three formats, and only one SELECT over the tables."""

import csv
import io
import json
import os
import shlex
import subprocess

import pytest

from analytics.cli import main
from tests.commands import DATALOUPE


def test_the_answer_can_have_three_formats(workspace, capsys):
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


def test_an_answer_without_rows_is_an_empty_list(workspace, capsys):
    assert main(["sql", str(workspace), "SELECT 1 WHERE false", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


REFUSED = [
    ("SELECT * FROM nosuch", "does not exist! There are: content, documents, "),
    ("SELECT nosuch FROM documents", 'Referenced column "nosuch" not found'),
    ("SELEC 1", "syntax error"),
    ("", "has: none"),
    ("SELECT 1; SELECT 2", "has: SELECT, SELECT"),
    ("DROP VIEW documents", "has: DROP"),
    ("SET lock_configuration = false", "has: SET"),
    ("COPY (SELECT 1) TO '{folder}/stolen.csv'", "has: COPY"),
    ("ATTACH '{folder}/other.db'", "has: ATTACH"),
    ("SELECT * FROM read_text('{folder}/reviews.jsonl')", "Cannot access file"),
    ("SELECT CAST(text AS INTEGER) FROM documents", "Could not convert string"),
]
"""Statements, and what the error says of them."""


@pytest.mark.parametrize(
    ("statement", "message", "format"),
    [(*case, "table") for case in REFUSED] + [(*case, form) for case in REFUSED[:2] for form in ("csv", "json")],
)
def test_only_one_select_over_the_tables_is_allowed(workspace, error_line, statement, message, format):
    assert message in error_line("sql", workspace, statement.format(folder=workspace.parent), "--format", format)
    assert sorted(path.name for path in workspace.parent.iterdir()) == ["reviews.jsonl", "ws"]


def test_a_statement_that_needs_too_much_memory_fails_alone(workspace):
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    lists = ", ".join(["range(4000000000)"] * (memory // 32_000_000_000 + 1))  # of 32 GB each, a list can hold no more
    command = [*DATALOUPE, "sql", str(workspace), f"SELECT len([{lists}])"]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 2
    assert "Out of Memory" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_a_reader_that_stops_reading_is_not_an_error(workspace):
    command = (
        shlex.join([*DATALOUPE, "sql", str(workspace), "SELECT * FROM range(1000000)", "--format", "csv"])
        + " | head -1"
    )
    ran = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("range\n", "")
