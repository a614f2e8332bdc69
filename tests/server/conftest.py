"""One shared dashboard for all tests that leave it as it was: starting it takes longer than most tests."""

import shutil

import pytest

from tests.server.shared import shared_dashboard


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory, small, talk):
    folder = tmp_path_factory.mktemp("shared")
    copies = [shutil.copytree(one.path, folder / name) for one, name in ((small, "texts"), (talk, "logs"))]
    with shared_dashboard(folder, *copies) as opened:
        yield opened
