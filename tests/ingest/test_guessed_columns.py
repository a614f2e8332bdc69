"""A column of dates, and one of scores from 1 to 5, are fields of the documents whatever their names are."""

import datetime

import pyarrow as pa
import pytest

from analytics.ingest.document_columns import choose_columns
from analytics.ingest.records import Chunk

TEXTS = [f"The text number {n} of a table with odd names." for n in range(30)]
DAYS = [f"2026-03-{n % 28 + 1:02}" for n in range(30)]
STARS = [str(n % 5 + 1) for n in range(30)]


def fields(options=None, **columns):
    table = pa.RecordBatch.from_pydict({"text": TEXTS, **columns})
    return choose_columns("odd.csv", Chunk(range(1, 31), table), options or {}).fields


@pytest.mark.parametrize(
    "days",
    [
        DAYS,
        [f"{day}T10:30:00Z" for day in DAYS],
        [f"{n % 28 + 1}.3.2026" for n in range(30)],
        [None, "", *DAYS[2:]],
        [datetime.date.fromisoformat(day) for day in DAYS],
    ],
)
def test_the_only_column_of_dates_is_the_time(days):
    assert fields(k7=days) == {"created_at": "k7"}


@pytest.mark.parametrize(
    "scores", [STARS, [int(one) for one in STARS], [float(one) for one in STARS], ["4.0", "2.0", "3.0"] * 10]
)
def test_the_only_column_from_1_to_5_is_the_score(scores):
    assert fields(k9=scores) == {"score": "k9"}


@pytest.mark.parametrize(
    "columns",
    [
        {"k1": DAYS, "k2": DAYS},  # which one?
        {"k1": STARS, "k2": STARS},
        {"k1": ["1", "2"] * 15},  # two classes
        {"k1": [str(n % 6) for n in range(30)]},
        {"k1": [*DAYS[:-1], "soon"]},
        {"k1": ["2026-01-01"] * 30},  # one date for all says nothing
        {"k1": [[1], [2], [3]] * 10},
        {"k1": [None] * 30},
    ],
)
def test_other_columns_are_metadata(columns):
    assert fields(**columns) == {}


def test_names_and_options_come_first():
    assert fields(date=DAYS, k1=DAYS) == {"created_at": "date"}
    assert fields({"map": {"created_at": ""}}, k1=DAYS) == {}
