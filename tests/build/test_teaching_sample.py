"""Small languages teach an encoder beside large ones."""

import duckdb

from analytics.build.teaching_sample import BEGINNING, PASSAGE_CHARACTERS, passage, sample, shares


def test_small_groups_get_more_than_their_share_and_no_more_than_they_have():
    counts = shares([50_000, 5_000, 500, 50, 5], total=2_000)
    assert 1_990 <= sum(counts) <= 2_010
    assert counts[3:] == [50, 5]
    assert counts[0] > counts[1] > counts[2] > counts[1] / 10
    assert shares([3, 2, 1], total=10) == [3, 2, 1]
    assert shares([]) == []


def test_the_sample_has_every_language_and_source_and_no_empty_text(monkeypatch):
    monkeypatch.setattr("analytics.build.teaching_sample.shares", lambda sizes: [min(3, size) for size in sizes])
    connection = duckdb.connect()
    connection.execute(
        """CREATE TABLE texts AS SELECT range AS doc_id, lang, source, lang || range AS text FROM range(40),
        (SELECT unnest(['en', 'zh', NULL]) AS lang), (SELECT unnest(['a', NULL]) AS source)"""
    )
    connection.execute("UPDATE texts SET doc_id = rowid, text = coalesce(text, 'unknown') || rowid")
    connection.execute("INSERT INTO texts VALUES (1000, 'ko', 'a', '한국어'), (1001, 'fr', 'a', '  ')")
    chosen = sample(connection, "texts")
    assert len(chosen) == 6 * 3 + 1
    assert "한국어" in chosen
    assert chosen == sample(connection, "texts")


def test_a_passage_begins_at_a_word_and_some_begin_later():
    texts = [f"{n} " + "word " * 199 for n in range(50)]
    passages = [passage(text[:BEGINNING]) for text in texts]
    assert all(one in text for one, text in zip(passages, texts, strict=True))
    assert all(len(one) == PASSAGE_CHARACTERS and not one[0].isspace() for one in passages)
    assert 10 < sum(one.startswith("word") for one in passages) < 40
    assert passage("short") == "short"
