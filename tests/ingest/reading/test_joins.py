"""Files of one folder that belong together, by an id or by position, and files that do not."""

import json

import pytest

from analytics.errors import DataloupeError
from analytics.ingest.reading.model import Reading
from analytics.ingest.reading.reading_file import from_yaml, to_yaml
from tests.ingest.reading.files import as_text, read_inputs

ROWS = 20


@pytest.fixture
def read_folder(tmp_path):
    """Reads a folder with files {name: rows or text}."""

    def read(files, **options):
        folder = tmp_path / "data"
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(content if isinstance(content, str) else as_text(name, content), "utf-8")
        return read_inputs([folder], options)

    return read


def texts(write):
    return [{"text_id": f"t{n}", "text": write.answer()} for n in range(ROWS)]


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("name", ["ratings.csv", "ratings.jsonl", "scores.json"])
def test_ratings_are_joined_to_texts_by_their_id(write, read_folder, name, order):
    ratings = [{"text_id": f"t{n}", "fluency": write.grade(), "style": write.grade()} for n in range(ROWS)][::order]
    result = read_folder({"texts.jsonl": texts(write), name: ratings})
    assert result.lines[0].startswith(f"data/texts.jsonl: jsonl, joined with {name} by 'text_id'")
    by_id = {row["text_id"]: row for row in ratings}
    assert result.rated("fluency") == [str(by_id[f"t{n}"]["fluency"]) for n in range(ROWS)]
    assert len(result.texts) == ROWS


def test_several_ratings_of_a_text_are_all_kept(write, read_folder):
    ratings = [{"text_id": f"t{n}", "rater": f"r{r}", "rating": write.grade()} for n in range(ROWS) for r in range(3)]
    result = read_folder({"texts.csv": texts(write), "ratings.csv": ratings})
    assert len(result.rated("rating")) == 3 * ROWS


def test_tables_without_a_header_are_joined_by_their_first_column(write, read_folder):
    grades = [[write.random.randint(-4, 4) for _ in range(10)] for _ in range(ROWS)]
    result = read_folder({
        "texts.txt": "\n".join(f"s_{n}\t{write.text_line()}" for n in range(ROWS)),
        "ratings.txt": "\n".join(f"s_{n}\t{0.5:.2f}\t{json.dumps(grades[n])}" for n in range(ROWS)),
    })  # fmt: skip
    assert (len(result.texts), len(result.ratings)) == (ROWS, 10 * ROWS)
    assert [int(one["raw"]) for one in result.ratings[:10]] == grades[0]


def test_answers_are_joined_to_questions_and_alternate_with_them(write, read_folder):
    questions = [
        {"question_id": 80 + n, "category": "c", "turns": [write.text_line(), write.text_line()]} for n in range(ROWS)
    ]
    answers = [
        {"question_id": 80 + n, "model_id": "m-1", "choices": [{"index": 0, "turns": [write.answer(), write.answer()]}]}
        for n in range(0, ROWS, 2)
    ]
    result = read_folder({"question.jsonl": questions, "answers/m-1.jsonl": answers})
    assert result.conversations == ROWS
    assert (result.roles.count("user"), result.roles.count("assistant")) == (2 * ROWS, ROWS)
    assert result.roles[:4] == ["user", "assistant", "user", "assistant"]
    assert result.texts[1] == answers[0]["choices"][0]["turns"][0]


@pytest.mark.parametrize("is_rated", [lambda n: True, lambda n: n % 3])
def test_ratings_are_joined_by_position(write, read_folder, is_rated):
    dialogues = [
        {"log": [{"speaker": "U", "text": a}, {"speaker": "S", "text": b}]} for _, [(a, b), *_] in write.dialogues(ROWS)
    ]
    ratings = [{"accuracy": [write.grade() for _ in range(3)]} if is_rated(n) else None for n in range(ROWS)]
    result = read_folder({"logs.json": dialogues, "logs.human_eval.json": ratings})
    assert result.lines[0].startswith("data/logs.json: json, joined with logs.human_eval.json by position")
    rated = [one for one in ratings if one]
    assert [one["raw"] for one in result.ratings] == [str(grade) for one in rated for grade in one["accuracy"]]


def test_files_of_one_kind_are_not_joined(write, read_folder):
    result = read_folder({"train.jsonl": texts(write), "test.jsonl": texts(write)})
    assert len(result.texts) == 2 * ROWS and len(result.lines) == 2


def test_equal_counters_of_other_things_are_no_id(write, read_folder):
    posts = [{"id": n, "body": write.answer()} for n in range(ROWS)]
    users = [{"id": n, "about": write.answer(), "city": "Ulm"} for n in range(ROWS)]
    result = read_folder({"posts.json": posts, "users.json": users})
    assert len(result.lines) == 2 and not any("joined" in line for line in result.lines)


def test_the_joins_are_a_field_of_the_reading_that_a_person_can_write(write, tmp_path):
    (tmp_path / "t.jsonl").write_text(as_text("t.jsonl", texts(write)), "utf-8")
    grades = [{"ref": f"t{n}", "quality": write.grade()} for n in range(ROWS)]
    (tmp_path / "g.jsonl").write_text(as_text("g.jsonl", grades), "utf-8")
    reading = from_yaml(
        "kind: documents\ntext: [text]\njoins: [{file: g.jsonl, name: g, key: text_id, other: ref}]\n"
        "ratings: [{name: quality, path: g.quality, scale: [1, 5]}]\n"
    )
    result = read_inputs([tmp_path / "t.jsonl"], {"reading": to_yaml(reading)})
    assert result.rated("quality") == [str(one["quality"]) for one in grades]
    missing = "kind: documents\ntext: [text]\njoins: [{file: none.jsonl, name: g}]\n"
    with pytest.raises(DataloupeError, match=r"joined with none\.jsonl, which does not exist"):
        read_inputs([tmp_path / "t.jsonl"], {"reading": missing})
    assert Reading("documents").joins == ()
