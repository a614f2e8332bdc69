"""The sample corpus is read from what is installed here: real texts, balanced by source, the same each time."""

import json
import sys
from importlib import metadata
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sample_data.make_corpus import (
    DOCSTRINGS_PER_SOURCE,
    STANDARD_LIBRARY_DOCSTRINGS,
    _docstrings_of,
    write_corpus,
)

MODULE = '''"""The docstring of the module."""

class Loupe:
    """A lens.

        Hold it close.
    """

    def look(self):
        """Look through it."""

    def bare(self):
        pass

async def wait():
    """Wait."""

raise SystemExit("a module is parsed, never run")
'''


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The file with the corpus of this environment, and its table."""
    path = tmp_path_factory.mktemp("sample") / "new folder" / "corpus.parquet"
    write_corpus(path)
    return path, pq.read_table(path).to_pandas()


def test_the_corpus_is_large_enough_to_show_something(corpus):
    _, rows = corpus
    assert 3_000 <= len(rows) <= 25_000
    assert rows.source.nunique() >= 20
    assert set(rows.kind_of_text) == {"docstring", "readme", "licence"}
    assert rows.text.str.strip().str.len().min() > 0


def test_no_package_dominates_the_corpus(corpus):
    _, rows = corpus
    docstrings = rows[rows.kind_of_text == "docstring"].source.value_counts()
    assert docstrings.drop("python").max() <= DOCSTRINGS_PER_SOURCE
    assert docstrings["python"] <= STANDARD_LIBRARY_DOCSTRINGS


def test_every_document_has_its_origin(corpus):
    _, rows = corpus
    assert rows[["source", "title", "kind_of_text"]].notna().all(axis=None)
    assert rows[rows.kind_of_text == "docstring"].module.notna().all()
    known = rows[(rows.source == "pytest") & (rows.kind_of_text == "readme")].iloc[0]
    assert known.licence == "MIT"
    assert known.version == pytest.__version__


def test_the_corpus_has_no_paths_of_this_machine(corpus):
    _, rows = corpus
    assert (
        not rows.drop(columns="text")
        .map(lambda value: isinstance(value, str) and (sys.prefix in value or str(Path.home()) + "/" in value))
        .any(axis=None)
    )


def test_the_same_environment_gives_the_same_corpus_in_either_format(tmp_path, monkeypatch):
    """Of every tenth package only: all of them twice take half a minute."""
    installed = sorted(metadata.distributions(), key=lambda distribution: distribution.name)
    monkeypatch.setattr(metadata, "distributions", lambda: iter(installed[::10]))
    written = {write_corpus(tmp_path / name) for name in ("corpus.parquet", "corpus.jsonl")}
    rows = pq.read_table(tmp_path / "corpus.parquet").to_pandas()
    documents = [json.loads(line) for line in (tmp_path / "corpus.jsonl").read_text(encoding="utf-8").splitlines()]
    assert written == {len(documents)} == {len(rows)}
    assert rows.source.nunique() >= 5
    assert documents == rows.astype(object).where(rows.notna(), None).to_dict("records")


def test_another_extension_is_refused_before_anything_is_read(tmp_path):
    with pytest.raises(ValueError, match=r"corpus\.csv has an unknown extension. Use \.parquet or \.jsonl"):
        write_corpus(tmp_path / "corpus.csv")


def test_docstrings_come_with_the_names_of_their_owners():
    assert list(_docstrings_of(MODULE)) == [
        (None, "The docstring of the module."),
        ("Loupe", "A lens.\n\nHold it close."),
        ("wait", "Wait."),
        ("Loupe.look", "Look through it."),
    ]


@pytest.mark.parametrize("code", ["def broken(:", "a\0b", "(" * 5000 + ")" * 5000])
def test_a_module_that_does_not_parse_has_no_docstrings(code):
    assert list(_docstrings_of(code)) == []
