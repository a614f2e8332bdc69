"""Each change of the form gives a correction, and the first records as they are read with it."""

import csv
import json

import pytest

from analytics.errors import DataloupeError
from analytics.ingest import find_inputs
from analytics.ingest.correcting.correction import Correction
from analytics.ingest.correcting.inspection import inspection
from analytics.ingest.correcting.sample import Sample

QUESTIONS = ["Where is the station of the old town?", "Which bread is baked on Sundays here?", "Who wrote this poem?"]
ANSWERS = ["Turn left at the bridge and walk for two minutes.", "Only the dark one, from seven in the morning on."]


class Form:
    """The form of one input: its fields and preview after each change."""

    def __init__(self, path):
        (source,) = find_inputs([str(path)], {})
        self.sample, self.correction = Sample.of(source), Correction()
        self.change(None)

    def change(self, name, value=""):
        change = None if name is None else (name, value)
        self.facts, self.correction = inspection(self.sample, {}, self.correction, change)
        return self

    @property
    def values(self):
        return {one["name"]: one["value"] for one in self.facts["form"]}

    @property
    def counts(self):
        return self.facts["preview"]["counts"]

    @property
    def examples(self):
        return self.facts["preview"]["examples"]

    def rating(self, name):
        return next(one for one in self.facts["preview"]["ratings"] if one["name"] == name)


def table(path, names, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(rows)
    return path


def lines(path, records):
    path.write_text("".join(json.dumps(one) + "\n" for one in records), "utf-8")
    return path


@pytest.fixture
def odd(tmp_path):
    """A table whose longest column is not the text."""
    notes = "Handled on the usual way by phone, and closed after a long talk with the customer on case"
    rows = [(n, QUESTIONS[n % 3], f"{notes} {n}.", "ab"[n % 2], f"2026-01-{n + 1:02}") for n in range(20)]
    return Form(table(tmp_path / "odd.csv", ["c1", "c2", "c3", "c4", "c5"], rows))


@pytest.fixture
def chats(tmp_path):
    records = [
        {"nr": n, "rows": [{"who": "asker", "body": f"{QUESTIONS[n % 3]} {n}"},
                           {"who": "helper", "body": f"{ANSWERS[n % 2]} {n}", "grade": 3 + n % 2}]}
        for n in range(12)
    ]  # fmt: skip
    return Form(lines(tmp_path / "chats.jsonl", records))


def test_columns_of_a_table_are_chosen_one_by_one(odd):
    assert odd.values["text"] == "c3"
    odd.change("text", "c2").change("label", "c4").change("created_at", "c5")
    assert odd.examples[0]["text"] == QUESTIONS[0]
    assert odd.examples[1]["facts"]["label"] == "b"
    assert odd.examples[1]["facts"]["created_at"].startswith("2026-01-02")
    odd.change("label", "")
    assert (odd.values["text"], odd.values["label"], odd.values["created_at"]) == ("c2", "", "c5")


def test_a_table_becomes_exchanges_with_a_rating_on_its_scale(odd):
    odd.change("kind", "exchanges")
    assert (odd.values["prompt"], odd.values["response"]) == ("c2", "c3")
    odd.change("rating", "c1")
    assert odd.counts["conversations"] == 20 and odd.counts["ratings"] == 20
    odd.change("scale c1", "0 to 20")
    assert odd.rating("c1")["ends"] == [0, 20]
    assert {raw: place for raw, _, place in odd.rating("c1")["values"]}["5"] == 0.25
    odd.change("polarity c1", "high is bad")
    assert {raw: place for raw, _, place in odd.rating("c1")["values"]}["5"] == 0.75


def test_roles_ratings_and_scale_of_conversations_are_corrected(chats):
    assert chats.facts["kind"] == "conversations"
    chats.change("role of asker", "user").change("role of helper", "assistant")
    assert [turn["role"] for turn in chats.examples[0]["turns"]] == ["user", "assistant"]
    chats.change("role of helper", "tool")
    assert [turn["role"] for turn in chats.examples[0]["turns"]] == ["user", "tool"]
    names = [one["name"] for one in chats.facts["preview"]["ratings"]]
    if "grade" not in names:
        chats.change("add rating", "rows[].grade")
    chats.change("scale grade", "1 to 4")
    assert {raw: place for raw, _, place in chats.rating("grade")["values"]} == {"3": 2 / 3, "4": 1}
    chats.change("remove rating grade")
    assert chats.counts["ratings"] == 0


def test_another_kind_of_records_and_back_with_one_change_each(chats):
    chats.change("kind", "documents")
    assert (chats.counts["documents"], chats.counts["conversations"]) == (24, 0)
    place = next(n for n, one in enumerate(chats.facts["alternatives"]) if one["kind"] == "conversations")
    chats.change("alternative", str(place))
    assert chats.counts["conversations"] == 12
    chats.change("inferred")
    assert chats.correction == Correction() and chats.facts["correction"] is None


def test_answers_and_a_winner_are_chosen(tmp_path):
    rows = [(QUESTIONS[n % 3], f"{ANSWERS[0]} {n}", f"{ANSWERS[1]} {n}", "12"[n % 2]) for n in range(12)]
    form = Form(table(tmp_path / "duel.csv", ["p", "q", "r", "best"], rows))
    form.change("kind", "pairs").change("text", "p").change("answer 1", "q").change("answer 2", "r")
    form.change("winner", "best")
    assert form.counts["comparisons"] == 12
    assert form.facts["preview"]["comparisons"] == {"a": 6, "b": 6}
    with pytest.raises(DataloupeError, match="No value at 'p' names an answer"):
        form.change("winner", "p")


def test_the_verdict_of_each_annotator_is_chosen(tmp_path):
    rows = [(QUESTIONS[n % 3], f"{ANSWERS[0]} {n}", f"{ANSWERS[1]} {n}", "12"[n % 2], "21"[n % 2]) for n in range(12)]
    form = Form(table(tmp_path / "two.csv", ["p", "q", "r", "best", "other"], rows))
    form.change("kind", "pairs").change("text", "p").change("answer 1", "q").change("answer 2", "r")
    while form.values["winner"]:
        form.change("winner", "")
    form.change("winner", "best").change("winner 2", "other")
    assert (form.values["winner"], form.values["winner 2"], form.values["winner 3"]) == ("best", "other", "")
    assert form.counts["comparisons"] == 24
    form.change("winner", "")
    assert (form.values["winner"], form.counts["comparisons"]) == ("other", 12)


def test_rows_become_turns_with_their_conversation_and_roles(tmp_path):
    rows = [(f"c{n // 4}", "AB"[n % 2], f"{QUESTIONS[n % 3]} {n}", n % 3 + 1) for n in range(40)]
    form = Form(table(tmp_path / "rows.csv", ["k1", "k2", "k3", "k4"], rows)).change("kind", "turns")
    assert (form.values["role"], form.values["conversation"]) == ("k2", "k1")
    assert form.counts["conversations"] == 10
    assert [turn["role"] for turn in form.examples[0]["turns"]] == ["user", "assistant"] * 2
    assert form.change("add rating", "k4").counts["ratings"] == 40


def test_the_file_options_of_a_table_are_corrected(tmp_path):
    path = tmp_path / "bar.csv"
    path.write_bytes("x|Größe des Hauses am See in der Stadt\ny|Straße zum Bahnhof durch den Wald\n".encode("latin-1"))
    form = Form(path).change("header", "no").change("encoding", "latin-1").change("delimiter", "|")
    assert form.examples[0]["text"] == "Größe des Hauses am See in der Stadt"
    assert form.counts["documents"] == 2


def test_rejected_records_have_reasons(tmp_path):
    (tmp_path / "broken.jsonl").write_text('{"text": "A good text to be read."}\n{"text": null}\n{oops\n')
    form = Form(tmp_path / "broken.jsonl")
    assert form.counts["records"] == 3 and form.counts["rejects"] == 2
    assert [one["row"] for one in form.facts["preview"]["rejects"]] == [3, 2]


def test_ratings_that_the_records_name_are_corrected_by_their_names(tmp_path):
    records = [
        {"talk": [{"role": "user", "content": f"{QUESTIONS[n % 3]} {n}"},
                  {"role": "assistant", "content": f"{ANSWERS[n % 2]} {n}"}],
         "scores": [{"name": "tone", "score": n % 3 + 1}, {"name": "truth", "score": n % 4 + 1}]}
        for n in range(12)
    ]  # fmt: skip
    form = Form(lines(tmp_path / "named.jsonl", records))
    assert {one["name"] for one in form.facts["preview"]["ratings"]} == {"tone", "truth"}
    form.change("scale tone", "1 to 3")
    assert {raw: place for raw, _, place in form.rating("tone")["values"]} == {"1": 0, "2": 0.5, "3": 1}
    form.change("remove rating tone")
    assert form.counts["ratings"] == 0


def test_documents_whose_text_is_a_list_are_a_reading(tmp_path):
    records = [{"name": f"n{n}", "lines": [f"{QUESTIONS[n % 3]} {n}", f"{ANSWERS[n % 2]} {n}"]} for n in range(12)]
    form = Form(lines(tmp_path / "lists.jsonl", records)).change("kind", "documents")
    assert form.counts["documents"] >= 12 and form.counts["rejects"] == 0
    assert "exchanges" not in [option for option, _ in form.facts["form"][0]["options"]]


def test_a_record_with_many_elements_has_a_short_preview(tmp_path):
    records = {"all": [{"title": f"t{n}", "body": f"{QUESTIONS[n % 3]} {n}"} for n in range(3000)]}
    (tmp_path / "one.json").write_text(json.dumps(records))
    form = Form(tmp_path / "one.json")
    assert form.values["records"] == "all[]" and form.counts["documents"] == 200


def test_a_known_format_can_be_read_as_something_else(tmp_path):
    record = {"conversation_id": "a", "messages": [{"role": "user", "content": QUESTIONS[0]},
                                                   {"role": "assistant", "content": ANSWERS[0]}]}  # fmt: skip
    form = Form(lines(tmp_path / "known.jsonl", [record] * 3))
    was = form.facts["kind"]
    form.change("kind", "documents")
    assert form.facts["kind"] == "documents"
    form.change("kind", was)
    assert form.facts["kind"] == was and form.counts["conversations"] == 3


def test_the_extractor_of_web_pages_is_corrected(tmp_path):
    content = "".join(f"<p>{QUESTIONS[n % 3]} {ANSWERS[n % 2]} Paragraph {n} of the page.</p>" for n in range(9))
    page = f"<html><body><nav>Home | Shop | Contact us</nav><main>{content}</main></body></html>"
    (tmp_path / "page.html").write_text(page, "utf-8")
    form = Form(tmp_path / "page.html")
    assert set(form.facts["file_options"]) == {"extractor"}
    form.change("extractor", "none")
    assert "Contact us" in form.examples[0]["text"] and form.facts["file_options"]["extractor"] == "none"
