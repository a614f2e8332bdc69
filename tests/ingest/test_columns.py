"""Columns: how they are chosen, how values become times and numbers, and which type stores all of them."""

import datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.errors import DataloupeError
from analytics.ingest import arrow_types, column_conversion, written_types
from analytics.ingest.document_columns import choose_columns
from analytics.ingest.records import Chunk

DAY = datetime.datetime(2024, 3, 5)
MOMENT = datetime.datetime(2024, 3, 5, 12, 30, 15)


def chosen(*records, **options):
    columns = choose_columns("a.jsonl", Chunk(range(len(records)), list(records)), options)
    return {"text": columns.text, **columns.fields}


# --- choosing --------------------------------------------------------------------------------------------------------


def test_names_are_compared_without_case_spaces_and_hyphens():
    assert chosen({"Full Text": "a", "Created-At": "2024", "LANGUAGE": "en"}) == {
        "text": "Full Text",
        "lang": "LANGUAGE",
        "created_at": "Created-At",
    }


def test_the_likelier_name_wins_and_the_exact_spelling_first():
    assert chosen({"body": "a", "TEXT": "b", "text": "c", "category": "d", "label": "e"}) == {
        "text": "text",
        "label": "label",
    }


def test_a_text_column_without_strings_is_skipped():
    assert chosen({"text": 5, "note": "some words"}) == {"text": "note"}


def test_a_column_is_used_once_unless_options_say_otherwise():
    assert chosen({"headline": "long enough to be text"}, map={"text": "headline"}) == {"text": "headline"}
    assert chosen({"headline": "long enough"}, map={"text": "headline", "title": "headline"}) == {
        "text": "headline",
        "title": "headline",
    }


def test_a_field_can_stay_empty():
    assert chosen({"text": "a", "score": 1}, map={"score": ""}) == {"text": "text"}


def test_nested_columns_become_a_field_only_on_request():
    record = {"text": "a", "label": ["x"]}
    assert chosen(record) == {"text": "text"}
    assert chosen(record, map={"label": "label"}) == {"text": "text", "label": "label"}


def test_a_long_list_of_columns_is_cut():
    with pytest.raises(DataloupeError) as error:
        chosen({f"c{n}": "a b" for n in range(1000)}, text="body")
    assert str(error.value).endswith("c29 and 970 more.")


# --- times and numbers -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2024-03-05", DAY),
        ("2024-03-05T12:30:15", MOMENT),
        ("2024-03-05 12:30:15.000", MOMENT),
        ("2024-03-05T12:30:15Z", MOMENT),
        ("2024-03-05T14:30:15+02:00", MOMENT),
        ("2024-03-05 12:30:15 UTC", MOMENT),
        ("2024/03/05", DAY),
        ("Tue, 05 Mar 2024 12:30:15 GMT", MOMENT),
        ("Tue Mar 05 12:30:15 +0000 2024", MOMENT),
        ("March 05, 2024", DAY),
        ("20240305", DAY),
        (20240305, DAY),
        ("2024", datetime.datetime(2024, 1, 1)),
        ("2024-03", datetime.datetime(2024, 3, 1)),
        (1709641815, MOMENT),
        (1709641815.0, MOMENT),
        ("1709641815.0", MOMENT),
        (1709641815_000, MOMENT),
        ("1709641815000", MOMENT),
        (1709641815_000_000, MOMENT),
        (1709641815_000_000_000, MOMENT),
        (-86400, datetime.datetime(1969, 12, 31)),
        *(
            (value, None)
            for value in (
                "",
                "spring",
                "03/05/24",
                "n/a",
                "1e400",
                "2024-13-45",
                True,
                float("nan"),
                float("inf"),
                1e300,
            )
        ),
    ],
)
def test_one_value_as_time(value, time):
    assert column_conversion.parse_time(value) == time


def test_columns_as_times():
    assert column_conversion.to_times(pa.array([datetime.date(2024, 3, 5), None])).to_pylist() == [DAY, None]
    assert column_conversion.to_times(pa.array([1709641815, None, 5_000_000_000_000_000_000])).to_pylist()[:2] == [
        MOMENT,
        None,
    ]
    assert column_conversion.to_times(pa.array([{"a": 1}])).to_pylist() == [None]
    assert column_conversion.to_times(pa.nulls(2)).to_pylist() == [None, None]


def test_columns_as_numbers():
    assert column_conversion.to_numbers(pa.array(["1", " 2.5 ", "n/a", None, "nan", "inf"])).to_pylist() == [
        1.0,
        2.5,
        None,
        None,
        None,
        None,
    ]
    assert column_conversion.to_numbers(pa.array([True, False])).to_pylist() == [1.0, 0.0]
    assert column_conversion.to_numbers(pa.array([1.5, float("nan"), float("inf")])).to_pylist() == [1.5, None, None]


@settings(deadline=None)
@given(
    st.lists(st.none() | st.datetimes(min_value=datetime.datetime(1, 1, 2), max_value=datetime.datetime(9999, 12, 30)))
)
def test_iso_times_are_read_back(times):
    column = pa.array([time and time.isoformat() for time in times], pa.string())
    assert column_conversion.to_times(column).to_pylist() == times


@settings(deadline=None)
@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.binary()))
def test_any_value_is_a_time_or_none(value):
    time = column_conversion.parse_time(value)
    assert time is None or time.tzinfo is None


# --- types -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["1", "-20", ""], pa.int64()),
        (["1", "2.5", "-1e-05"], pa.float64()),
        (["1", "2.5", "-1e-3"], pa.string()),
        (["1.0", "2.5", "1e+16"], pa.float64()),
        (["1.50", "2.55"], pa.decimal128(18, 2)),
        (["1.50", "2.5"], pa.string()),
        (["true", "false"], pa.bool_()),
        (["True", "False"], pa.bool_()),
        (["true", "False"], pa.string()),
        (["007", "8"], pa.string()),
        (["12345678901234567890"], pa.string()),
        (["1 ", "2"], pa.string()),
        (["1\n", "2"], pa.string()),
        (["nan", "1"], pa.string()),
        (["-0", "1"], pa.float64()),
        (["", ""], pa.null()),
        (["2024-01-02"], pa.string()),
    ],
)
def test_types_of_values_in_a_csv(values, kind):
    field, column = written_types.typed_field("a", pa.array(values))
    assert field.type == column.type == kind
    assert [value is None for value in column.to_pylist()] == [value == "" for value in values]


@pytest.mark.parametrize(
    ("left", "right", "both"),
    [
        (pa.int64(), pa.float64(), pa.float64()),
        (pa.int8(), pa.int32(), pa.int32()),
        (pa.int64(), pa.string(), pa.string()),
        (pa.bool_(), pa.int64(), pa.string()),
        (pa.null(), pa.list_(pa.int8()), pa.list_(pa.int8())),
        (pa.list_(pa.null()), pa.list_(pa.int8()), pa.list_(pa.int8())),
        (
            pa.struct([("a", pa.int64())]),
            pa.struct([("b", pa.string())]),
            pa.struct([("a", pa.int64()), ("b", pa.string())]),
        ),
        (pa.struct([("a", pa.int64())]), pa.struct([("a", pa.string())]), pa.string()),
        (pa.struct([("a", pa.int64())]), pa.struct([("A", pa.int64())]), pa.string()),
        (pa.struct([("a", pa.int64())]), pa.list_(pa.int64()), pa.string()),
        (pa.date32(), pa.timestamp("us"), pa.string()),
    ],
)
def test_the_common_type_of_two_columns(left, right, both):
    assert arrow_types.common_type(left, right) == both
    assert arrow_types.common_type(right, left).equals(both) or both.num_fields == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@settings(deadline=None, max_examples=40)
@given(st.lists(JSON, max_size=6))
def test_any_json_values_become_one_column_that_can_be_stored(values):
    column = arrow_types.from_values(values)
    assert len(column) == len(values)
    assert arrow_types.storable(column.type) == column.type
    assert [value is None for value in column.to_pylist()] == [value is None for value in values]
