"""Small files built by the command, and what the command says."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from analytics.cli import main
from analytics.workspace import open_workspace


@dataclass
class Case:
    """A folder of files and the workspace built from them."""

    folder: Path
    capsys: pytest.CaptureFixture

    @property
    def workspace(self):
        return self.folder / "ws"

    def write(self, name, content):
        """A file of bytes, text, or records as JSON lines."""
        if isinstance(content, list):
            content = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in content)
        (self.folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return self.folder / name

    def run(self, *arguments):
        """What a command prints, both streams."""
        self.capsys.readouterr()
        assert main([str(argument) for argument in arguments]) == 0, self.capsys.readouterr().err
        captured = self.capsys.readouterr()
        return captured.out + captured.err

    def build(self, name, content, *options, until="documents"):
        """What the build of one more file says; the stages end with `until`."""
        path = self.write(name, content)
        stages = ("--until", until) if until else ()
        return self.run("build", path, "--workspace", self.workspace, "--encoder", "none", *stages, *options)

    def rows(self, statement):
        return open_workspace(self.workspace).connect().execute(statement).fetchall()

    def values(self, statement):
        return [value for (value,) in self.rows(statement)]


@pytest.fixture
def case(tmp_path, capsys):
    return Case(tmp_path, capsys)
