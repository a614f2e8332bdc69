import pandas as pd

from analytics.ask import overview
from analytics.ask.columns import column
from analytics.ask.filters import Values
from analytics.ask.selection import ALL, Selection
from tests.workspaces import HOSTILE, write_workspace

ONE_SOURCE = Selection((Values("documents", "source", ("a",)),))


def test_the_summary_counts_what_is_selected(small):
    connection = small.connect()
    whole, part = overview.summary(connection, ALL), overview.summary(connection, ONE_SOURCE)
    assert (whole.documents, whole.sources) == (60, 2)
    assert part.documents == 20
    assert whole.words == connection.execute("SELECT sum(n_words) FROM signals").fetchone()[0]
    assert whole.summary_text().startswith("60 documents from 2 sources: ")
    assert "Dated 2024" in whole.summary_text()


def test_what_the_scan_has_not_counted_is_unknown_not_zero(one_document):
    found = overview.summary(one_document.connect(), ALL)
    assert (found.documents, found.words, found.tokens) == (1, None, None)
    assert found.summary_text() == "1 document from 1 source."
    assert (
        overview.breakdown(one_document.connect(), ALL, column(one_document.connect(), "documents", "source"))
        .tokens.isna()
        .all()
    )


def test_a_breakdown_keeps_every_document_and_token(small):
    connection = small.connect()
    found = overview.breakdown(connection, ALL, column(connection, "documents", "title"), limit=5)
    assert found.documents.sum() == 60
    assert found.tokens.sum() == overview.summary(connection, ALL).tokens
    assert found["values"].tolist() == [1, 1, 1, 1, 1, 25, 1]
    assert pd.isna(found.value.iloc[-1])
    assert found.documents.iloc[-1] == 30


def test_a_value_that_reads_other_is_not_the_rest(tmp_path):
    connection = write_workspace(tmp_path / "w", ["x"] * 4, source=["other", "other", "a", "b"]).connect()
    found = overview.breakdown(connection, ALL, column(connection, "documents", "source"), limit=1)
    assert found[["value", "documents", "values"]].values.tolist() == [["other", 2, 1], ["other", 2, 2]]


def test_the_timeline_says_how_many_documents_have_no_date(small):
    found = overview.timeline(small.connect(), ALL)
    assert found.attrs["period"] == "day"
    assert found.attrs["missing"] == 0.5
    assert found.documents.sum() == 30


def test_without_dates_the_timeline_is_empty(one_document):
    found = overview.timeline(one_document.connect(), ALL)
    assert found.empty
    assert found.attrs["missing"] == 1.0


def test_missing_values_are_counted_for_every_column(small):
    found = overview.missing(small.connect(), ALL).set_index("column")
    assert found.missing["title"] == 30
    assert found.missing["licence"] == 20
    assert found.missing["stars"] == 0
    assert found.share["source"] == 20 / 60


def test_rejects_are_counted_by_reason_and_shown_as_they_came(small):
    connection = small.connect()
    assert overview.reject_reasons(connection)[["reason", "rows"]].values.tolist() == [
        ["broken line", 1],
        ["no text", 1],
    ]
    assert overview.rejected(connection, "broken line").raw.tolist() == [HOSTILE[0]]
