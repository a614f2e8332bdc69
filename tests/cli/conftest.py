"""A workspace that the command built, and the error line of a command."""

import pytest

from analytics.cli import main


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """Two documents and one broken line, built by the command."""
    folder = tmp_path_factory.mktemp("cli")
    lines = [
        '{"body": "A first review, long enough to be read.", "stars": 4}',
        "{broken",
        '{"body": "A second, quite different one.", "stars": 1}',
    ]
    (folder / "reviews.jsonl").write_text("\n".join(lines) + "\n")
    arguments = [str(folder / "reviews.jsonl"), "--workspace", str(folder / "ws"), "--encoder", "none"]
    assert main(["build", *arguments]) == 0
    return folder / "ws"


@pytest.fixture
def error_line(capsys):
    """Runs a command with bad input and gives the one line that it prints."""

    def run(*arguments):
        assert main([str(argument) for argument in arguments]) == 2
        captured = capsys.readouterr()
        assert captured.err.startswith("dataloupe: ")
        assert captured.err.count("\n") == 1
        assert "Traceback" not in captured.err
        return captured.err

    return run
