"""Formats: every module of the two packages is one, and specific formats are asked before general ones."""

import json
from pathlib import Path

import pytest

from analytics.ingest import describe_input, find_inputs, formats
from analytics.ingest import shapes as shape_package

CONTAINERS = ["parquet", "arrow", "duckdb", "csv", "text", "jsonl", "json"]
SHAPES = [
    "chatgpt", "chatgpt-feedback", "claude", "wildchat", "lmsys", "arena", "arena-55k", "mt-bench", "oasst", "hh-rlhf",
    "ultrafeedback", "helpsteer", "shp", "alpaca-eval", "alpaca", "langfuse", "phoenix", "langsmith", "open-webui",
    "sharegpt", "chat", "table", "corpus",
]  # fmt: skip
"""The order of detection. A new format may be anywhere in it; that of the formats here stays."""


@pytest.mark.parametrize(("known", "names"), [(CONTAINERS, formats.containers()), (SHAPES, formats.shapes())])
def test_the_order_of_detection_stays(known, names):
    assert [name for name in names if name in known] == known


def test_every_module_of_the_packages_is_a_format():
    modules = [path for path in Path(shape_package.__file__).parent.glob("*.py") if path.stem != "__init__"]
    assert len(formats.shapes()) == len(modules)


NEW_FORMAT = """
from analytics.ingest.logs.record import LogRecord, Message

TITLE = "pairs of lines"
KEYS = ("call", "reply")


def detect(record):
    return set(record) == set(KEYS)


def read(record):
    return LogRecord(None, [Message("user", record["call"]), Message("assistant", record["reply"])])
"""


@pytest.fixture
def new_format(tmp_path, monkeypatch):
    """A module of a new format, `pairs`, in the package of shapes."""
    (tmp_path / "pairs.py").write_text(NEW_FORMAT)
    monkeypatch.setattr(shape_package, "__path__", [*shape_package.__path__, str(tmp_path)])
    formats.shapes.cache_clear()
    yield
    formats.shapes.cache_clear()


def test_a_new_format_needs_one_module(new_format, tmp_path):
    names = list(formats.shapes())
    assert names.index("open-webui") < names.index("pairs") < names.index("sharegpt")
    (tmp_path / "a.jsonl").write_text(json.dumps({"call": "Ping", "reply": "Pong"}))
    (source,) = find_inputs([str(tmp_path / "a.jsonl")], {})
    description = describe_input(source, {})
    assert description.shape == "pairs"
    (rows,) = description.read(0)
    assert rows.tables["documents"].column("text").to_pylist() == ["Ping", "Pong"]
