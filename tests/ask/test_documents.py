import pytest

from analytics.ask.columns import Column, column, columns
from analytics.ask.documents import document, listing, search
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
    found = listing(connection, ALL, column(connection, "documents", "title"), descending, limit=60)
    assert found.value.notna().tolist() == [True] * 30 + [False] * 30


def test_every_column_that_can_be_sorted_by_sorts(small, hostile):
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
        found = listing(connection, Selection((match,)), match=match)
        assert found.doc_id.tolist() == [41]
        assert "ocument 41." in found.excerpt.iloc[0]


def test_searching_narrows_the_selection(small):
    connection = small.connect()
    chosen = Selection((Values("documents", "source", ("a",)),))
    assert search(connection, chosen, "") == chosen
    assert size(connection, search(connection, ALL, "DOCUMENT 3")).documents == 11
    assert size(connection, search(connection, ALL, "DOCUMENT 3", case=True)).documents == 0
    assert size(connection, search(connection, ALL, r"Document \d\.", regex=True)).documents == 10
    assert size(connection, search(connection, chosen, "DOCUMENT 3")).documents == 5


@pytest.mark.parametrize("pattern", ["(", "[a", "a**", "(?P<x", "\\"])
def test_a_broken_pattern_is_one_clear_line(small, pattern):
    with pytest.raises(DataloupeError, match=r"^the regular expression cannot be read: [^\n]+$"):
        search(small.connect(), ALL, pattern, regex=True)


def test_a_pattern_is_text_unless_it_is_said_to_be_one(hostile):
    connection = hostile.connect()
    for text in HOSTILE:
        assert size(connection, search(connection, ALL, text)).documents == 2


def test_a_document_comes_in_full_and_unchanged(hostile):
    found = document(hostile.connect(), 2)
    assert found.text == HOSTILE[2]
    assert found.fields["source"] == HOSTILE[2]
    assert found.metadata[HOSTILE[1]] == HOSTILE[2]


def test_signals_stand_beside_the_corpus(small):
    connection = small.connect()
    longest = connection.execute("SELECT doc_id FROM signals ORDER BY n_words DESC LIMIT 1").fetchone()[0]
    found = document(connection, longest).signals.set_index("name")
    words = [count for (count,) in connection.execute("SELECT n_words FROM signals").fetchall()]
    assert abs(found.below["n_words"] - sum(count < max(words) for count in words) / 60) <= 0.001
    assert found.value["lang_detected"] == "en"
    assert found.below["lang_detected"] != found.below["lang_detected"]


def test_whole_numbers_stay_whole_and_an_unknown_language_stays_unknown(small):
    found = document(small.connect(), 58).signals.set_index("name")
    assert found.value["lang_detected"] is None
    assert isinstance(found.value["n_words"], int)


def test_nothing_is_below_what_all_documents_have(small):
    found = document(small.connect(), 0).signals.set_index("name")
    assert found.below["nul_char_count"] == 0


def test_a_document_before_the_scan_has_no_signals(one_document):
    assert document(one_document.connect(), 0).signals.empty


def test_a_document_that_is_not_there_is_one_clear_line(small):
    with pytest.raises(DataloupeError, match="there is no document 99"):
        document(small.connect(), 99)


def test_sizes_are_said_in_words(small, unbuilt, one_document):
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
