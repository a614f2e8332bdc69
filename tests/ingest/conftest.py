"""Builds of logs: documents, turns, feedback and comparisons from records of a test."""

import json
from pathlib import Path

import pytest

from analytics.build import pipeline
from analytics.ingest import describe_input, find_inputs


class Logs:
    """A workspace of logs, and its rows as dictionaries."""

    def __init__(self, workspace, lines):
        self.workspace, self.lines = workspace, lines
        self.connection = workspace.connect()
        self.stages = workspace.read_manifest().stages
        self.facts = self.stages["documents"].notes["inputs"]
        self.notes = self.stages["conversations"].notes

    def rows(self, sql):
        answer = self.connection.execute(sql)
        names = [column[0] for column in answer.description]
        return [dict(zip(names, row, strict=True)) for row in answer.fetchall()]

    def column(self, sql):
        return [row[0] for row in self.connection.execute(sql).fetchall()]

    @property
    def shape(self):
        return self.facts[0]["shape"]

    @property
    def turns(self):
        return self.rows(
            "SELECT turns.*, text, kind, lang, title, label FROM turns JOIN documents USING (doc_id) ORDER BY doc_id"
        )

    @property
    def feedback(self):
        return self.rows("SELECT * FROM feedback ORDER BY name, conversation_id, doc_id, raw")

    @property
    def comparisons(self):
        return self.rows("SELECT * FROM comparisons ORDER BY comparison_id")

    @property
    def rejects(self):
        return self.rows("SELECT * FROM rejects")

    def text(self, doc_id):
        return self.column(f"SELECT text FROM documents WHERE doc_id = {doc_id}")[0]

    def counts(self):
        """Documents, turns shown, feedback and comparisons."""
        return tuple(
            self.column(sql)[0]
            for sql in (
                "SELECT count(*) FROM documents",
                "SELECT count(*) FILTER (on_path) FROM turns",
                "SELECT count(*) FROM feedback",
                "SELECT count(*) FROM comparisons",
            )
        )


@pytest.fixture
def logs(tmp_path, monkeypatch):
    """Builds a workspace from {file name: records} (.jsonl or .json) or from paths."""
    monkeypatch.setattr(pipeline, "STAGE_MODULES", ("documents", "conversations"))

    def build(files, workspace="workspace", **options):
        paths = []
        for name, records in files.items() if isinstance(files, dict) else []:
            text = "\n".join(map(json.dumps, records)) if name.endswith(".jsonl") else json.dumps(records)
            (tmp_path / name).write_text(text, encoding="utf-8")
            paths.append(str(tmp_path / name))
        paths = paths or [str(path) for path in files]
        lines = [describe_input(one, options).summary_text() for one in find_inputs(paths, options)]
        return Logs(pipeline.build(str(tmp_path / workspace), paths, options), lines)

    return build


@pytest.fixture(scope="session")
def public_logs():
    path = Path(__file__).parents[3] / "shared" / "data" / "logs"
    if not path.is_dir():
        pytest.skip("the public logs (../shared/data/logs) are not on this machine")
    return path
