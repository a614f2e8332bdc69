"""A result has its columns, types and limits, and its CSV contains no formula."""

import numpy as np
import pyarrow as pa
import pytest

from analytics.ask.sql.limits import Limits
from analytics.ask.sql.query import run_query
from analytics.ask.sql.result import to_csv
from analytics.errors import DataloupeError


def test_a_result_has_the_types_of_its_columns(connection):
    statement = "SELECT source, count(*) AS n, sum(doc_id) AS total FROM documents GROUP BY source ORDER BY source"
    result = run_query(connection, f"{statement} -- a comment")
    assert result.complete
    assert result.table.column_names == ["source", "n", "total"]
    assert result.frame().to_dict("list") == {"source": ["a", "b"], "n": [50, 50], "total": [2450, 2500]}
    assert result.frame().total.dtype == "Int64"


def test_the_selection_is_a_table(connection):
    assert run_query(connection, "SELECT count(*) AS n FROM selected", selected=np.array([3, 5, 7])).table[
        "n"
    ].to_pylist() == [3]


def test_columns_of_one_name_get_numbers(connection):
    assert run_query(connection, 'SELECT 1 AS a, 2 AS a, 3 AS "a_2", 4 AS a').table.column_names == [
        "a",
        "a_3",
        "a_2",
        "a_4",
    ]


def test_a_result_is_cut_at_its_limits(connection):
    cut = run_query(connection, "SELECT range AS n FROM range(1000000)", Limits(rows=10))
    assert (cut.table["n"].to_pylist(), cut.complete) == (list(range(10)), False)
    cut = run_query(connection, "SELECT repeat('x', 100000) AS x FROM range(1000)", Limits(bytes=1_000_000))
    assert 1 <= len(cut.table) <= 10
    assert not cut.complete
    assert run_query(connection, "SELECT range FROM range(10)", Limits(rows=10)).complete
    with pytest.raises(DataloupeError, match="One row of the result is larger than 1 MB"):
        run_query(connection, "SELECT repeat('x', 5000000)", Limits(bytes=1 << 20))


def test_an_empty_result_has_its_columns(connection):
    result = run_query(connection, "SELECT doc_id, text FROM documents WHERE false")
    assert (result.complete, len(result.table), list(result.frame())) == (True, 0, ["doc_id", "text"])


def test_csv_contains_no_formula():
    values = ["=1+1", "+1", "-1+2", "@x", "plain, quoted", "a\nb"]
    rows = to_csv(pa.table({"=name": values, "n": [-1, 2, 3, 4, 5, 6]})).decode()
    assert rows.splitlines()[:6] == ["'=name,n", "'=1+1,-1", "'+1,2", "'-1+2,3", "'@x,4", '"plain, quoted",5']
