"""Ratings of plain documents: a corpus with human scores."""

import pytest

from analytics.build import pipeline
from tests.ingest.reading.files import as_text

ROWS = 40


def columns(write, n):
    return {"fluency": write.grade(), "coherence": write.grade()}


def raters(write, n):
    return {"annotator_1": write.grade(), "annotator_2": write.grade()}


def objects(write, n):
    return {"expert_annotations": [{"fluency": write.grade(), "coherence": write.grade()} for _ in range(2)]}


def listed(write, n):
    return {"ratings": [write.grade() for _ in range(4)]}


def nested(write, n):
    return {"scores": {"fluency": write.grade(), "coherence": write.grade(), "relevance": write.grade()}}


@pytest.mark.parametrize(("ratings", "count"), [(columns, 2), (raters, 2), (objects, 4), (listed, 4), (nested, 3)])
def test_documents_keep_their_ratings(write, read_file, ratings, count):
    records = [{"nr": n, "text": write.answer(), **ratings(write, n)} for n in range(ROWS)]
    result = read_file("rated.jsonl", records)
    assert list(result.texts.values()) == [record["text"] for record in records]
    assert result.turns == []
    assert len(result.ratings) == count * ROWS
    assert all(one["value"] is not None for one in result.ratings)
    assert [one["doc_id"] for one in result.ratings] == [n for n in range(ROWS) for _ in range(count)]


def test_documents_without_a_text_do_not_shift_the_ratings(write, read_file):
    records = [
        {"text": "" if n % 3 == 0 else write.answer(), "fluency": 1 + n % 5, "coherence": 2} for n in range(ROWS)
    ]
    result = read_file("rated.jsonl", records)
    expected = [str(record["fluency"]) for record in records if record["text"]]
    assert result.rated("fluency") == expected
    assert len(result.rejects) == ROWS - len(expected)


def test_ratings_without_a_header_are_recognized(write, read_file):
    text = "\n".join(f"{n}\t{write.text_line()}\t{write.grade()}\t{write.grade()}" for n in range(ROWS))
    result = read_file("rated.tsv", text)
    assert (len(result.texts), len(result.ratings)) == (ROWS, 2 * ROWS)


def test_a_column_names_the_annotator(write, read_file):
    records = [{"text": write.answer(), "fluency": write.grade(), "rater": f"r{n % 3}"} for n in range(ROWS)]
    result = read_file("rated.csv", records)
    assert [one["rater"] for one in result.ratings] == [record["rater"] for record in records]


def test_a_table_with_one_score_stays_a_corpus(write, read_file):
    result = read_file("reviews.csv", [{"review": write.answer(), "stars": write.grade()} for _ in range(ROWS)])
    assert result.lines == ["reviews.csv: csv, text in column 'review' (by its name), score from 'stars'"]


def test_ratings_of_documents_are_there_before_conversations_are_assembled(write, tmp_path, monkeypatch):
    path = tmp_path / "rated.jsonl"
    path.write_text(as_text(path.name, [{"text": write.answer(), "ratings": [1, 4, 5]} for _ in range(ROWS)]), "utf-8")
    counts = []
    for stages in (("documents",), ("documents", "conversations")):
        monkeypatch.setattr(pipeline, "STAGE_MODULES", stages)
        connection = pipeline.build(str(tmp_path / "workspace"), [str(path)], {}).connect()
        counts.append(connection.execute("SELECT count(value), count(DISTINCT doc_id) FROM feedback").fetchone())
    assert counts == [(3 * ROWS, ROWS)] * 2
