"""A small workspace that `dataloupe build` made, a dashboard on it, and a Chromium: skipped where there is none, unless
it is required.
"""

import json
import os

import pytest

from analytics.cli import main
from analytics.workspace import create_workspace
from tests.browser.datasets import DATASETS
from tests.browser.driver import Browser, missing
from tests.commands import serving
from tests.workspaces import HOSTILE

REQUIRED = "DATALOUPE_REQUIRE_BROWSER"
"""Set where browser tests must run: a missing Chromium is then a failure."""


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)
            item.add_marker(
                pytest.mark.flaky(reruns=1)
            )  # a busy machine can stall a browser: run it again once, and say so in the summary


@pytest.fixture(scope="session", autouse=True)
def chromium():
    """Skips, with what is missing, where Chromium cannot be driven."""
    if reason := missing():
        (pytest.fail if os.environ.get(REQUIRED) else pytest.skip)(reason)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    """200 documents, hostile texts, titles and sources among them."""
    folder = tmp_path_factory.mktemp("browser")
    words = ["the", "loupe", "shows", "what", "a", "corpus", "holds", "and", "what", "it", "repeats"]
    rows = [
        {
            "text": f"{HOSTILE[number % 3]} {' '.join(words[: number % 11 + 1])} {number}.",
            "source": (*HOSTILE, "plain")[number % 4],
            "title": HOSTILE[number % 3],
        }
        for number in range(200)
    ]
    (folder / "hostile.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    options = ["--workspace", str(folder / "hostile"), "--encoder", "static"]
    assert main(["build", str(folder / "hostile.jsonl"), *options]) == 0
    return folder / "hostile"


@pytest.fixture(scope="session")
def address(workspace):
    """Where a dashboard on the workspace is served."""
    with serving(workspace) as where:
        yield where


@pytest.fixture(scope="session")
def datasets(tmp_path_factory):
    """The folder with the workspaces of `several`. Each is empty until the fixture of a test file fills it."""
    folder = tmp_path_factory.mktemp("datasets")
    for name in DATASETS:
        create_workspace(folder / name)
    return folder


@pytest.fixture(scope="session")
def several(datasets):
    """Where one dashboard serves all datasets: a server, and the first page that a browser opens on it, take as long as
    several tests.
    """
    with serving(*(datasets / name for name in DATASETS)) as where:
        yield where


@pytest.fixture(scope="session")
def browser():
    """A Chromium window that the tests share."""
    with Browser() as window:
        yield window
