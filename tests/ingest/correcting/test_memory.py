"""A correction is remembered for files of the same structure, used by the command, and forgotten again."""

import json

import pytest

from analytics.build import pipeline
from analytics.cli import main
from analytics.ingest import describe_input, find_inputs
from analytics.ingest.correcting.correction import Correction
from analytics.ingest.correcting.memory import forget, remember, remembered, structure_of
from analytics.ingest.reading.profile import profile
from analytics.system import settings_folder


@pytest.fixture(autouse=True)
def own_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))


def records(count, start=0):
    return [{"a": f"Text {n} of the letter to the city", "b": f"note {n}", "c": n} for n in range(start, start + count)]


def write(path, rows):
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), "utf-8")
    return path


def structure(rows):
    return structure_of(profile(rows))


TO_B = Correction({"format": "corpus", "text": "b"})


def test_files_of_one_structure_share_a_key_whatever_their_values():
    first = structure(records(9))
    assert first == structure(records(40, start=100)) == structure([{**one, "c": one["c"] / 2} for one in records(9)])
    assert first == structure([*records(9), {"a": "x", "b": "y", "c": 1, "rare": 1}])
    assert first == structure([dict(reversed(one.items())) for one in records(9)])
    assert first != structure([{**one, "c": str(one["c"])} for one in records(9)])
    assert first != structure([{**one, "d": 1} for one in records(9)])
    assert structure([]) == ""


def test_the_command_reads_as_corrected_and_says_so(tmp_path, capsys):
    day = remember(structure(records(9)), TO_B, "letters.jsonl").corrected_on
    path = write(tmp_path / "more.jsonl", records(5, start=50))
    assert main(["inspect", str(path)]) == 0
    printed = capsys.readouterr().out
    assert "text in column 'b'" in printed and f"as you corrected it on {day}" in printed
    assert main(["inspect", str(path), "--text", "a"]) == 0
    assert "text in column 'a'" in capsys.readouterr().out
    assert main(["inspect", str(path), "--forget"]) == 0
    assert "text in column 'a'" in capsys.readouterr().out
    assert remembered() == {}


def test_a_build_records_what_it_used_and_reads_again_when_that_changes(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "STAGE_MODULES", ("documents",))
    path = write(tmp_path / "letters.jsonl", records(9))

    def texts():
        options = {"corrections": remembered()}
        workspace = pipeline.build(str(tmp_path / "ws"), [str(path)], options)
        build = workspace.read_manifest().build
        column = workspace.connect().execute("SELECT text FROM documents ORDER BY doc_id").fetchall()
        return column[0][0], list(build["options"].get("corrections", {}))

    other = structure([{"x": "another structure with a text in it"}])
    remember(other, Correction({"format": "corpus", "text": "x"}), "x.jsonl")
    assert texts() == ("Text 0 of the letter to the city", [])
    key = structure(records(9))
    remember(key, TO_B, "letters.jsonl")
    assert texts() == ("note 0", [key])
    forget(key)
    assert texts() == ("Text 0 of the letter to the city", [])


def test_the_scale_of_a_known_format_is_corrected(tmp_path):
    rows = [
        {"prompt": f"Question {n} about the city?", "response": f"The answer is {n}.", "rating": n % 5}
        for n in range(20)
    ]
    path = write(tmp_path / "rated.jsonl", rows)
    (source,) = find_inputs([str(path)], {})
    scales = {"rating": {"ends": [0, 4], "words": None, "reverse": True}}
    corrections = {structure(rows): Correction({}, scales).to_dict()}
    tables = [one.tables for one in describe_input(source, {"corrections": corrections}).read(0)]
    values = tables[0]["log_feedback"].column("value").to_pylist()
    assert values[:5] == [1, 0.75, 0.5, 0.25, 0]


@pytest.mark.parametrize(
    "content", ["", "[1, 2]", "options: 5", "{", "!!python/object/apply:os.system ['true']", "a: \x00"]
)
def test_a_damaged_memory_is_ignored(content):
    folder = settings_folder() / "readings"
    folder.mkdir(parents=True)
    (folder / f"{'0' * 32}.yaml").write_text(content, "utf-8")
    assert remembered() == {}


def test_the_key_of_a_structure_is_no_path():
    with pytest.raises(ValueError, match="is no structure"):
        forget("../../etc/passwd")
