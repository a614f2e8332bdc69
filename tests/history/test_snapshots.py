"""Each build that changes data leaves a snapshot that says rightly what changed; another build leaves none."""

import json
import shutil
import time

import pandas as pd
import pyarrow as pa
import pytest

from analytics.build.pipeline import build
from analytics.errors import DataloupeError
from analytics.history import recording
from analytics.history.describe import snapshot_text
from analytics.history.drift import drift
from analytics.history.numbers import measure_and_count
from analytics.history.snapshot import FOLDER, snapshot_named, snapshots
from analytics.workspace import open_workspace

TOPICS = ("ships", "bread", "stars", "music", "rivers")


def text(number, extra=""):
    topic = TOPICS[number % 5]
    return (
        f"Document {number} is about {topic}. People who like {topic} have read it {number * 7 % 31} times, and the "
        f"author number {number * 13 % 97} of it says that chapter {number * 5 % 53} on {topic} is the best one.{extra}"
    )


def rows(numbers, **more):
    return [{"text": text(number), **{name: value(number) for name, value in more.items()}} for number in numbers]


def write(path, records):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    return str(path)


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data"


@pytest.fixture
def build_all(tmp_path, data):
    """A build of all files of `data`, without embeddings; gives the snapshots after it."""

    def build_again(**more):
        workspace = build(str(tmp_path / "w"), [str(data)], {"encoder": "none"}, **more)
        return snapshots(workspace.path)

    return build_again


@pytest.fixture
def run(tmp_path, data):
    """Like `build_all`, for what a snapshot says of documents and their signals: the stages after these do not run."""

    def build_again():
        workspace = build(str(tmp_path / "w"), [str(data)], {"encoder": "none"}, until="scan")
        with workspace.lock():
            recording.record(workspace)
        return snapshots(workspace.path)

    return build_again


def assert_same(one, other, **options):
    """Two tables are equal; a missing text is written as None or as NaN."""
    texts = ["number", "group", "group_value", "of", "level"]
    one, other = (
        side.assign(**{name: side[name].fillna("") for name in texts if name in side}) for side in (one, other)
    )
    pd.testing.assert_frame_equal(one, other, check_dtype=False, **options)


def by_id(number):
    return f"id-{number}"


def test_the_first_build_leaves_a_snapshot_that_compares_with_nothing(build_all, data):
    write(data / "a.jsonl", rows(range(40)))
    (first,) = build_all()
    assert (first.number, first.documents, first.counts) == (1, 40, {})
    assert first.changes().empty and first.drift().empty
    assert set(first.numbers()["number"]) >= {"documents", "share", "mean", "histogram"}


def test_a_build_of_the_same_data_leaves_no_snapshot(build_all, data):
    write(data / "a.jsonl", rows(range(40)))
    build_all()
    files = sorted(path.name for path in build_all()[0].path.iterdir())
    assert len(build_all()) == 1
    assert sorted(path.name for path in build_all()[0].path.iterdir()) == files


def test_the_same_content_in_a_file_with_another_time_leaves_no_snapshot(run, data):
    path = data / "a.jsonl"
    write(path, rows(range(40)))
    run()
    time.sleep(0.02)
    path.write_text(path.read_text())
    assert len(run()) == 1


def test_lines_in_another_order_leave_no_snapshot(run, data):
    write(data / "a.jsonl", rows(range(40), id=by_id))
    run()
    write(data / "a.jsonl", rows(reversed(range(40)), id=by_id))
    assert len(run()) == 1


def test_after_another_order_a_change_is_still_said_rightly(run, data):
    records = rows(range(40))
    write(data / "a.jsonl", records[:30])
    run()
    write(data / "a.jsonl", records)
    run()
    reordered = records[::-1]
    write(data / "a.jsonl", reordered)
    second = run()[-1]
    assert second.number == 2 and sorted(second.changes()["after"]) == list(range(10))
    assert second.numbers("added")["n"].max() == 10
    reordered[39] = {"text": reordered[39]["text"].replace("the best one", "a long one")}
    write(data / "a.jsonl", reordered)
    third = run()[-1]
    assert {name: n for name, n in third.counts.items() if n} == {"edited": 1}
    assert third.changes()["before"].tolist() == [39]


def test_changed_ratings_of_the_same_documents_leave_a_snapshot_that_says_so(tmp_path):
    def chats(thumb):
        messages = [{"role": "user", "content": "What is the time?"}, {"role": "assistant", "content": "It is nine."}]
        return [{"conversation_id": f"c{n}", "messages": messages, "feedback": thumb} for n in range(30)]

    path = tmp_path / "chats.jsonl"
    for thumb in ("up", "down", "down"):
        path.write_text("\n".join(map(json.dumps, chats(thumb))))
        workspace = build(str(tmp_path / "w"), [str(path)], {"encoder": "none"})
    existing = snapshots(workspace.path)
    if "feedback" not in workspace.read_manifest().tables:
        pytest.skip("these chats are read without ratings")
    assert len(existing) == 2
    assert "conversations, ratings or comparisons have" in snapshot_text(existing[-1])


def test_added_lines_and_added_files_are_added_documents(build_all, data):
    write(data / "a.jsonl", rows(range(40)))
    build_all()
    write(data / "b.jsonl", rows(range(40, 52)))
    second = build_all()[-1]
    assert second.counts == {"added": 12, "removed": 0, "edited": 0, "moved": 0, "relabelled": 0, "refilled": 0}
    assert second.changes()["after"].tolist() == list(range(40, 52))
    write(data / "a.jsonl", rows([*range(40), 60, 61]))
    third = build_all()[-1]
    assert third.counts["added"] == 2 and third.counts["removed"] == third.counts["edited"] == 0


def test_a_removed_file_is_removed_documents(run, data):
    write(data / "a.jsonl", rows(range(40)))
    write(data / "b.jsonl", rows(range(40, 52)))
    run()
    (data / "b.jsonl").unlink()
    second = run()[-1]
    assert second.counts["removed"] == 12 and second.counts["added"] == second.counts["edited"] == 0
    assert second.documents == 40


def test_a_renamed_file_moves_its_documents_to_another_source(run, data):
    write(data / "a.jsonl", rows(range(40)))
    write(data / "b.jsonl", rows(range(40, 52)))
    run()
    (data / "b.jsonl").rename(data / "c.jsonl")
    second = run()[-1]
    assert second.counts == {"added": 0, "removed": 0, "edited": 0, "moved": 12, "relabelled": 0, "refilled": 0}
    assert {tuple(one) for one in second.changes()[["from", "to"]].to_numpy()} == {("b", "c")}


@pytest.mark.parametrize("field", ["id", "url"])
def test_an_edited_text_with_a_key_is_edited_however_much_it_changed(run, data, field):
    key = by_id if field == "id" else lambda number: f"https://example.org/{number}"
    records = rows(range(40), **{field: key})
    write(data / "a.jsonl", records)
    run()
    records[7]["text"] = "Something else altogether, with no word in common."
    write(data / "a.jsonl", records)
    second = run()[-1]
    assert second.counts["edited"] == 1 and second.counts["added"] == second.counts["removed"] == 0
    (row,) = second.changes().to_dict("records")
    assert (row["change"], row["before"], row["after"], row["from"]) == ("edited", 7, 7, "key")


def test_an_edited_text_without_a_key_is_known_by_its_words(run, data):
    records = rows(range(40))
    write(data / "a.jsonl", records)
    run()
    records[7]["text"] = records[7]["text"].replace("the best one", "a long one")
    del records[20]
    records.append({"text": "A wholly new text about gardens, spades and the first warm evening in May."})
    write(data / "a.jsonl", records)
    second = run()[-1]
    assert {name: n for name, n in second.counts.items() if n} == {"added": 1, "removed": 1, "edited": 1}
    edited = second.changes().query("change == 'edited'").iloc[0]
    assert (edited["before"], edited["after"], edited["from"]) == (7, 7, "words")


def test_a_changed_label_is_no_edit_of_the_text(run, data):
    records = rows(range(40), label=lambda number: "ab"[number % 2], id=by_id)
    write(data / "a.jsonl", records)
    run()
    for number in (3, 5, 7):
        records[number]["label"] = "a"
    write(data / "a.jsonl", records)
    second = run()[-1]
    assert {name: n for name, n in second.counts.items() if n} == {"relabelled": 3}
    assert {tuple(one) for one in second.changes()[["from", "to"]].to_numpy()} == {("b", "a")}


def test_copies_of_one_text_are_counted_one_by_one(run, data):
    write(data / "a.jsonl", rows([0, 0, 0, *range(1, 40)]))
    run()
    write(data / "a.jsonl", rows([0, *range(1, 40)]))
    assert run()[-1].counts["removed"] == 2


def test_an_old_workspace_gets_its_first_snapshot_at_the_next_build(build_all, data, tmp_path):
    write(data / "a.jsonl", rows(range(40)))
    build_all()
    shutil.rmtree(tmp_path / "w" / FOLDER)
    (only,) = build_all()
    assert only.number == 1 and only.documents == 40


def test_a_snapshot_that_was_killed_is_written_by_the_next_build(build_all, data, monkeypatch, tmp_path):
    write(data / "a.jsonl", rows(range(40)))
    with monkeypatch.context() as patch:
        patch.setattr(recording, "_keep_documents", lambda *arguments: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            build_all()
    assert snapshots(tmp_path / "w") == []
    (only,) = build_all()
    assert only.documents == 40 and not list((tmp_path / "w" / FOLDER).glob(".*"))


@pytest.mark.parametrize("keep_rows", [0, 1])
def test_documents_of_as_many_earlier_snapshots_are_kept_as_asked(build_all, data, keep_rows):
    builds = keep_rows + 3
    for number in range(1, builds + 1):
        write(data / "a.jsonl", rows(range(40 + number)))
        existing = build_all(keep_rows=keep_rows)
    kept = [one.number for one in existing if one.document_files()]
    assert kept == list(range(builds - keep_rows, builds + 1))
    assert [one.number for one in existing if one.state() is not None] == [builds]


def test_a_snapshot_is_small(build_all, data):
    write(data / "a.jsonl", rows(range(400)))
    build_all()
    write(data / "a.jsonl", rows(range(500)))
    build_all()
    write(data / "a.jsonl", rows(range(600)))
    second = build_all()[1]
    files = [path for path in second.path.iterdir() if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 100_000


def test_a_snapshot_is_named_by_number_or_as_last(run, data, tmp_path):
    write(data / "a.jsonl", rows(range(40)))
    run()
    write(data / "a.jsonl", rows(range(41)))
    run()
    path = tmp_path / "w"
    assert [snapshot_named(path, name).number for name in ("1", "last", "previous")] == [1, 2, 1]
    with pytest.raises(DataloupeError, match=r"no snapshot '7'\. It has: 1, 2, last\."):
        snapshot_named(path, "7")


def test_long_additions_that_differ_are_reported_as_drift(run, data):
    write(data / "a.jsonl", rows(range(400)))
    run()
    long = [{"text": " ".join(text(number + shift) for shift in range(4))} for number in range(400, 600)]
    write(data / "b.jsonl", long)
    reported = run()[-1].drift().query("is_reported")
    assert "n_words" in set(reported["of"])
    assert pa.Table.from_pandas(reported).num_rows >= 1


def test_numbers_tallies_and_drift_after_an_addition_are_those_of_counting_each_side(run, data, tmp_path):
    write(data / "a.jsonl", rows(range(200), label=lambda number: "ab"[number % 2]))
    run()
    write(data / "b.jsonl", rows(range(150, 260), label=lambda number: "abc"[number % 3]))
    snapshot, connection = run()[-1], open_workspace(str(tmp_path / "w")).connect()
    sides = {"all": None, "added": "doc_id >= 200", "others": "doc_id < 200"}
    counted = {side: measure_and_count(connection, where) for side, where in sides.items()}
    for scope in ("all", "added"):
        assert_same(snapshot.numbers(scope), counted[scope][0], check_exact=True)
        assert_same(snapshot.tally(scope).frame, counted[scope][1].frame, check_exact=True)
    assert_same(snapshot.drift(), drift(counted["others"][1], counted["added"][1]), rtol=1e-9, atol=1e-7)


def test_documents_before_those_that_were_there_are_not_appended(run, data, tmp_path):
    write(data / "b.jsonl", rows(range(40)))
    assert run()[-1].facts["appended"] is False  # the first one compares with nothing
    write(data / "c.jsonl", rows(range(40, 50)))
    assert run()[-1].facts["appended"] is True
    write(data / "b.jsonl", [*rows(range(50, 60)), *rows(range(40))])
    inserted = run()[-1]
    assert inserted.counts["added"] == 10 and inserted.facts["appended"] is False
    assert inserted.facts["reordered"] is False
