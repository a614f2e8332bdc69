"""A wheel carries all that `dataloupe serve` and `dataloupe sample` need, and finds it outside a checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

FIND = """
import sys
from analytics.project_files import project_file
for name in ("app.py", "pages", ".streamlit/config.toml", "sample_data/make_corpus.py"):
    print(project_file(name))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (path,) = folder.glob("dataloupe-*.whl")
    return path


def test_the_wheel_carries_the_app_its_pages_its_theme_and_the_sample(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    pages = {f"analytics/_app/pages/{path.name}" for path in (ROOT / "pages").glob("*.py")}
    assert (
        pages
        | {
            "analytics/_app/app.py",
            "analytics/_app/.streamlit/config.toml",
            "analytics/_app/sample_data/make_corpus.py",
            "analytics/workspace/workspace.py",
        }
        <= names
    )


def test_the_wheel_carries_every_file_of_the_package_and_none_of_the_tests(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "analytics").rglob("*")
        if path.is_file() and path.parent.name != "__pycache__"
    }
    assert package <= names
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/")) or "__pycache__" in name]


def test_an_unpacked_wheel_finds_its_own_files(wheel, tmp_path):
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    ran = subprocess.run([sys.executable, "-c", FIND], cwd=site, capture_output=True, text=True, check=True)
    assert all(Path(line).is_relative_to(site / "analytics" / "_app") for line in ran.stdout.splitlines())
    assert len(ran.stdout.splitlines()) == 4
