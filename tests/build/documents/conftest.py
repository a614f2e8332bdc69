"""Builds of the stage `documents` only."""

import pytest

from analytics.build import pipeline
from analytics.errors import DataloupeError


@pytest.fixture(autouse=True)
def only_documents(monkeypatch):
    monkeypatch.setattr(pipeline, "STAGE_MODULES", ("documents",))


class Built:
    """A workspace with the stage `documents` only, and its tables."""

    def __init__(self, workspace):
        self.workspace = workspace
        self.connection = workspace.connect()
        self.notes = workspace.read_manifest().stages["documents"].notes

    def rows(self, sql):
        return self.connection.execute(sql).fetchall()

    def texts(self):
        return [text for (text,) in self.rows("SELECT text FROM documents ORDER BY doc_id")]

    def rejects(self):
        return self.rows("SELECT input, row, reason, raw FROM rejects")

    def types(self, table="metadata"):
        return {name: kind for name, kind, *_ in self.rows(f"DESCRIBE {table}")}

    def files(self, table):
        return self.workspace.read_manifest().tables[table].files


@pytest.fixture
def build(tmp_path):
    """Builds a workspace from sources and options."""

    def build(*sources, workspace="workspace", **options):
        return Built(pipeline.build(str(tmp_path / workspace), [str(source) for source in sources], options))

    return build


@pytest.fixture
def error_line(build):
    """Builds from bad input and gives the message of the error: one line."""

    def run(*sources, **options):
        with pytest.raises(DataloupeError) as error:
            build(*sources, **options)
        assert "\n" not in str(error.value)
        return str(error.value)

    return run
