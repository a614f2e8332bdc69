"""Documents are listed in a stable order, matched by text, and read in full with their percentiles."""

import pytest

from analytics.ask.columns import Column, column, columns
from analytics.ask.documents import document, listing, matching
from analytics.ask.filters import Contains, Values
from analytics.ask.selection import ALL, Selection
from analytics.ask.size import Size, format_count, size
from analytics.errors import DataloupeError
from tests.workspaces import HOSTILE


def test_a_page_is_a_slice_of_the_whole_order(small):
    connection = small.connect()
    order = column(connection, "signals", "n_words")
    whole = listing(connection, ALL, order, True, limit=100).doc_id.tolist()
    pages = [listing(connection, ALL, order, True, limit=7, offset=start).doc_id.tolist() for start in range(0, 60, 7)]
    assert [doc_id for page in pages for doc_id in page] == whole
    words = dict(connection.execute("SELECT doc_id, n_words FROM signals").fetchall())
    assert whole == sorted(words, key=lambda doc_id: (-words[doc_id], doc_id))


@pytest.mark.parametrize("descending", [False, True])
def test_missing_values_come_last(small, descending):
    connection = small.connect()
    page = listing(connection, ALL, column(connection, "documents", "title"), descending, limit=60)
    assert page.value.notna().tolist() == [True] * 30 + [False] * 30


def test_every_orderable_column_sorts(small, hostile):
    for workspace in (small, hostile):
        connection = workspace.connect()
        for order in columns(connection):
            assert len(listing(connection, ALL, order, limit=3)) == 3


def test_a_column_of_lists_cannot_be_sorted_by(small):
    with pytest.raises(DataloupeError, match="cannot be sorted by 'tags'"):
        listing(small.connect(), ALL, Column("metadata", "tags", "VARCHAR[]"))


def test_the_excerpt_shows_the_match(small):
    connection = small.connect()
    for match in (Contains("Document 41."), Contains(r"document\s41", regex=True), Contains("document 41")):
        page = listing(connection, Selection((match,)), match=match)
        assert page.doc_id.tolist() == [41]
        assert "ocument 41." in page.excerpt.iloc[0]


def test_searching_narrows_the_selection(small):
    connection = small.connect()
    chosen = Selection((Values("documents", "source", ("a",)),))
    assert matching(connection, chosen, "") == chosen
    assert size(connection, matching(connection, ALL, "DOCUMENT 3")).documents == 11
    assert size(connection, matching(connection, ALL, "DOCUMENT 3", case=True)).documents == 0
    assert size(connection, matching(connection, ALL, r"Document \d\.", regex=True)).documents == 10
    assert size(connection, matching(connection, chosen, "DOCUMENT 3")).documents == 5


@pytest.mark.parametrize("pattern", ["(", "[a", "a**", "(?P<x", "\\"])
def test_an_invalid_pattern_is_one_clear_error(small, pattern):
    with pytest.raises(DataloupeError, match=r"^The regular expression is not valid: [^\n]+$"):
        matching(small.connect(), ALL, pattern, regex=True)


def test_a_pattern_is_text_unless_it_is_marked_as_a_regular_expression(hostile):
    connection = hostile.connect()
    for text in HOSTILE:
        assert size(connection, matching(connection, ALL, text)).documents == 2


def test_a_document_is_read_in_full_and_unchanged(hostile):
    opened = document(hostile.connect(), 2)
    assert opened.text == HOSTILE[2]
    assert opened.fields["source"] == HOSTILE[2]
    assert opened.metadata[HOSTILE[1]] == HOSTILE[2]


def test_signals_have_the_share_of_the_corpus_below_them(small):
    connection = small.connect()
    longest = connection.execute("SELECT doc_id FROM signals ORDER BY n_words DESC LIMIT 1").fetchone()[0]
    signals = document(connection, longest).signals.set_index("name")
    words = [count for (count,) in connection.execute("SELECT n_words FROM signals").fetchall()]
    assert abs(signals.below["n_words"] - sum(count < max(words) for count in words) / 60) <= 0.001
    assert signals.value["lang_detected"] == "en"
    assert signals.below["lang_detected"] != signals.below["lang_detected"]


def test_whole_numbers_stay_whole_and_an_unknown_language_stays_unknown(small):
    signals = document(small.connect(), 58).signals.set_index("name")
    assert signals.value["lang_detected"] is None
    assert isinstance(signals.value["n_words"], int)


def test_nothing_is_below_what_all_documents_have(small):
    signals = document(small.connect(), 0).signals.set_index("name")
    assert signals.below["nul_char_count"] == 0


def test_a_document_before_the_scan_has_no_signals(one_document):
    assert document(one_document.connect(), 0).signals.empty


def test_an_unknown_document_is_one_clear_error(small):
    with pytest.raises(DataloupeError, match="There is no document 99"):
        document(small.connect(), 99)


def test_sizes_are_described_in_words(small, unbuilt, one_document):
    assert size(unbuilt.connect()) == Size(0, None)
    assert size(one_document.connect()).describe() == "1 document"
    assert size(small.connect()).describe().startswith("60 documents, ")
    assert [format_count(number) for number in (7, 54_321, 123_456, 20_225_412, 3e9)] == [
        "7",
        "54,321",
        "123,500",
        "20.2 million",
        "3 billion",
    ]
