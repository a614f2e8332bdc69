"""Columns have titles for people, each once."""

from analytics.ask.column_titles import column_title, former_titles, title_in_sentence, unique_titles
from analytics.ask.columns import Column
from analytics.ask.filters import Range, Values


def test_known_columns_have_titles_and_columns_of_the_input_their_own_name():
    names = [("documents", "created_at"), ("documents", "lang"), ("signals", "n_words"), ("metadata", "client_id")]
    assert [column_title(*name) for name in names] == ["Date", "Language (declared)", "Words", "client_id"]


def test_titles_that_two_columns_have_are_followed_by_their_table():
    columns = [Column("documents", "score", "DOUBLE"), Column("metadata", "Score", "DOUBLE")]
    assert list(unique_titles(columns)) == ["Score", "Score (input)"]


def test_every_column_has_a_title_of_its_own():
    names = ["score", "SCORE", "words", "Words", "date"]
    columns = [Column("metadata", name, "DOUBLE") for name in names]
    columns += [Column("signals", "n_words", "BIGINT"), Column("documents", "created_at", "TIMESTAMP")]
    assert set(unique_titles(columns).values()) == set(columns)


def test_a_column_knows_what_links_called_it():
    assert former_titles(Column("documents", "created_at", "DATE")) == ("created_at (documents)", "created_at")
    assert former_titles(Column("signals", "n_words", "BIGINT"))[0] == "Words (signals)"


def test_a_filter_speaks_in_titles_and_whole_days():
    assert title_in_sentence("documents", "url") == "URL"
    year = Range("documents", "created_at", "2024-01-01", "2024-12-31 23:59:59.999999")
    assert year.describe() == "date from 2024-01-01 to 2024-12-31"
    assert (
        Range("documents", "created_at", "2024-01-01 12:30:00", None).describe() == "date at least 2024-01-01 12:30:00"
    )
    assert Range("metadata", "size", 1_370_000_000, None).describe() == "size at least 1,370,000,000"
    assert Values("documents", "lang", ("en",)).describe() == "language (declared) is en"
