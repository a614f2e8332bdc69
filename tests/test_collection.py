"""The whole suite runs the test files of all folders."""

from fnmatch import fnmatch
from pathlib import Path

TESTS = Path(__file__).parent


def test_no_folder_with_tests_is_skipped(pytestconfig):
    folders = {folder.name for path in TESTS.rglob("test_*.py") for folder in path.parents if TESTS in folder.parents}
    assert "build" in folders
    patterns = pytestconfig.getini("norecursedirs")
    assert [folder for folder in folders if any(fnmatch(folder, pattern) for pattern in patterns)] == []
