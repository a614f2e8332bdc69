"""A workspace of a hundred documents, with a file next to it that no statement may read."""

import pytest

from tests.workspaces import write_workspace


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("query")
    (folder / "secret.csv").write_text("password\nsesame\n")
    texts = [f"text {number}" for number in range(100)]
    return write_workspace(folder / "ws", texts, source=["a", "b"] * 50, scanned=False)


@pytest.fixture
def connection(workspace):
    return workspace.connect()
