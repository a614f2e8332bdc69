"""The whole suite runs every test file, whatever its folder is called."""

from fnmatch import fnmatch
from pathlib import Path

TESTS = Path(__file__).parent


def test_no_folder_with_tests_is_left_out(pytestconfig):
    folders = {part for path in TESTS.rglob("test_*.py") for part in path.relative_to(TESTS).parent.parts}
    assert "build" in folders
    patterns = pytestconfig.getini("norecursedirs")
    assert [folder for folder in folders if any(fnmatch(folder, pattern) for pattern in patterns)] == []
