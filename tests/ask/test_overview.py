"""The overview counts what is selected, and shows what is missing or was rejected."""

import pandas as pd

from analytics.ask import overview
from analytics.ask.columns import column
from analytics.ask.filters import Values
from analytics.ask.selection import ALL, Selection
from tests.workspaces import HOSTILE, write_workspace

ONE_SOURCE = Selection((Values("documents", "source", ("a",)),))


def test_the_summary_counts_what_is_selected(small):
    connection = small.connect()
    whole, selected = overview.summary(connection, ALL), overview.summary(connection, ONE_SOURCE)
    assert (whole.documents, whole.sources) == (60, 2)
    assert selected.documents == 20
    assert whole.words == connection.execute("SELECT sum(n_words) FROM signals").fetchone()[0]
    assert whole.summary_text().startswith("60 documents from 2 sources: ")
    assert "Dated 2024" in whole.summary_text()


def test_what_the_scan_has_not_counted_is_unknown_not_zero(one_document):
    summary = overview.summary(one_document.connect(), ALL)
    assert (summary.documents, summary.words, summary.tokens) == (1, None, None)
    assert summary.summary_text() == "1 document from 1 source."
    assert (
        overview.breakdown(one_document.connect(), ALL, column(one_document.connect(), "documents", "source"))
        .tokens.isna()
        .all()
    )


def test_a_breakdown_keeps_every_document_and_token(small):
    connection = small.connect()
    values = overview.breakdown(connection, ALL, column(connection, "documents", "title"), limit=5)
    assert values.documents.sum() == 60
    assert values.tokens.sum() == overview.summary(connection, ALL).tokens
    assert values["values"].tolist() == [1, 1, 1, 1, 1, 25, 1]
    assert pd.isna(values.value.iloc[-1])
    assert values.documents.iloc[-1] == 30


def test_a_value_named_other_is_not_the_rest(tmp_path):
    connection = write_workspace(tmp_path / "w", ["x"] * 4, source=["other", "other", "a", "b"]).connect()
    values = overview.breakdown(connection, ALL, column(connection, "documents", "source"), limit=1)
    assert values[["value", "documents", "values"]].values.tolist() == [["other", 2, 1], ["other", 2, 2]]


def test_the_timeline_gives_the_share_of_documents_without_a_date(small):
    days = overview.timeline(small.connect(), ALL)
    assert (days.period, days.undated) == ("day", 0.5)
    assert days.counts.documents.sum() == 30


def test_without_dates_the_timeline_is_empty(one_document):
    empty = overview.timeline(one_document.connect(), ALL)
    assert empty.counts.empty
    assert empty.undated == 1.0


def test_missing_values_are_counted_for_every_column(small):
    missing = overview.missing(small.connect(), ALL).set_index("column")
    assert missing.missing["title"] == 30
    assert missing.missing["licence"] == 20
    assert missing.missing["stars"] == 0
    assert missing.share["source"] == 20 / 60


def test_rejects_are_counted_by_reason_and_shown_unchanged(small):
    connection = small.connect()
    assert overview.reject_reasons(connection)[["reason", "rows"]].values.tolist() == [
        ["broken line", 1],
        ["no text", 1],
    ]
    assert overview.rejected(connection, "broken line").raw.tolist() == [HOSTILE[0]]


def test_the_selected_documents_of_each_value_are_counted(tmp_path):
    workspace = write_workspace(tmp_path / "ws", ["x"] * 5, source=["a", "a", "b", None, "b"])
    connection = workspace.connect()
    by = column(connection, "documents", "source")
    counts = overview.counts_of(
        connection, Selection((Values("documents", "source", ("a", None)),)), by, ("a", "b", None)
    )
    assert counts == [2, 0, 1]
