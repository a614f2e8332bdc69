"""A workspace with everything a recipe can ask for: duplicates, gaps, many types, personal data, formulas."""

import datetime
import decimal

import pyarrow as pa
import pytest

from tests.duplicate_stages import near, prose, workspace_of
from tests.workspaces import days, signals, write_table

N = 30
TEXTS = [
    *(prose(number, 15 + 10 * number) for number in range(10)),
    *(prose(3, 100) for _ in range(3)),
    *(near(3, 40 + number) for number in range(4)),
    *(f"Write to someone{number}@example.org or call +1 202 555 01{number:02d} today." for number in range(5)),
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3",
    "+1",
    "\tindented",
    "",
    'line one\r\nline two, "quoted"',
    "短い文です 🙂",
]


@pytest.fixture(scope="session")
def decided(tmp_path_factory):
    """Thirty documents of three sources, one missing, with metadata of many types; `text` is a column of the metadata
    too.
    """
    assert len(TEXTS) == N
    workspace = workspace_of(
        tmp_path_factory.mktemp("decided") / "ws",
        TEXTS,
        source=[("a", "b", None)[number % 3] for number in range(N)],
        title=[f"title of someone{number}@example.org" if number % 2 else None for number in range(N)],
        created_at=[day if number % 2 else None for number, day in enumerate(days(N))],
        score=[number / 3 if number % 4 else None for number in range(N)],
    )
    metadata = {
        "doc_id": pa.array(range(N), pa.int64()),
        "stars": pa.array([number % 5 if number % 7 else None for number in range(N)], pa.int32()),
        "tiny": pa.array(range(N), pa.int8()),
        "unsigned": pa.array([2**64 - 1 - number for number in range(N)], pa.uint64()),
        "half": pa.array([number / 2 for number in range(N)], pa.float32()),
        "price": pa.array([decimal.Decimal(number) / 100 for number in range(N)], pa.decimal128(12, 2)),
        "day": pa.array([datetime.date(2024, 1, 1)] * N, pa.date32()),
        "at": pa.array([datetime.datetime(2024, 1, 1, 12, 0, 0, 5)] * N, pa.timestamp("us")),
        "nano": pa.array([1_700_000_000_123_456_789] * N, pa.timestamp("ns")),
        "raw": pa.array([b"\x00\xff"] * N, pa.binary()),
        "yes": pa.array([None, True, False] * 10),
        "tags": pa.array([["x", None], [], None] * 10, pa.list_(pa.string())),
        "nested": pa.array([{"a": 1, "b": [{"c": "=1"}]}, None, {"a": None, "b": None}] * 10),
        "Title": pa.array(["=HYPERLINK(1)"] * N),
        'odd "; name': pa.array([None] * N, pa.string()),
        "=formula": pa.array(["@x"] * N),
    }
    write_table(workspace, "signals", signals(TEXTS), stage="scan")  # with languages
    write_table(workspace, "metadata", pa.table(metadata), stage="documents")
    return workspace
