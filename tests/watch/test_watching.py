"""What arrives joins once: complete files and new rows, under any name, also after kills. What fails goes aside."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from analytics.build.pipeline import build
from analytics.checks.file import NAME, parse, save
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.watch.watching import look
from analytics.workspace import create_workspace, open_workspace
from analytics.workspace.arrivals import Arrivals
from tests.commands import exit_with, start_process

OPTIONS = {"encoder": "none"}


def write(folder, name, *texts, **fields):
    folder.mkdir(exist_ok=True)
    lines = (json.dumps({"text": text, **fields}) + "\n" for text in texts)
    (folder / name).write_text("".join(lines))
    return folder / name


def watch(workspace, *sources, settle=0.0):
    create_workspace(workspace)
    return look(
        workspace,
        [str(source) for source in sources],
        OPTIONS,
        lambda path, files: build(str(path), files, OPTIONS, until="documents") and None,
        settle,
    )


def texts_of(workspace):
    rows = open_workspace(workspace).connect().execute("SELECT text FROM documents ORDER BY doc_id").fetchall()
    return [text for (text,) in rows]


def line_of(number):
    return f"Batch {number} tells of lamps, rivers and a quiet harbour in spring."


def test_new_files_join_in_the_order_in_which_they_come(tmp_path):
    inbox, workspace = tmp_path / "in", tmp_path / "ws"
    write(inbox, "b.jsonl", line_of(1), line_of(2))
    assert watch(workspace, inbox).taken == ["b.jsonl"]
    write(inbox, "a.jsonl", line_of(3))
    assert watch(workspace, inbox).taken == ["a.jsonl"]
    assert texts_of(workspace) == [line_of(1), line_of(2), line_of(3)]
    assert watch(workspace, inbox).summary_text() == "Nothing new."


def test_a_renamed_copied_or_deleted_file_changes_nothing(tmp_path):
    inbox, workspace = tmp_path / "in", tmp_path / "ws"
    first = write(inbox, "a.jsonl", line_of(1))
    watch(workspace, inbox)
    (inbox / "copy.jsonl").write_bytes(first.read_bytes())
    first.rename(inbox / "renamed.jsonl")
    assert watch(workspace, inbox).taken == []
    for file in inbox.iterdir():
        file.unlink()
    assert watch(workspace, inbox).taken == []
    assert texts_of(workspace) == [line_of(1)]


@pytest.mark.parametrize("name", [".hidden.jsonl", "a.jsonl.tmp", "a.jsonl.part", "~a.jsonl~"])
def test_an_unfinished_name_waits_for_its_final_one(tmp_path, name):
    inbox, workspace = tmp_path / "in", tmp_path / "ws"
    file = write(inbox, name, line_of(1))
    assert watch(workspace, inbox).taken == []
    file.rename(inbox / "a.jsonl")
    assert watch(workspace, inbox).taken == ["a.jsonl"]


def test_a_file_that_was_changed_just_now_waits(tmp_path):
    inbox, workspace = tmp_path / "in", tmp_path / "ws"
    file = write(inbox, "a.jsonl", line_of(1))
    assert watch(workspace, inbox, settle=60).taken == []
    os.utime(file, (time.time() - 100, time.time() - 100))
    assert watch(workspace, inbox, settle=60).taken == ["a.jsonl"]


def test_rows_above_the_watermark_join_once(tmp_path):
    database, workspace = tmp_path / "log.db", tmp_path / "ws"
    source = f"sqlite:{database}#entries?watermark=id"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, text TEXT)")
        connection.executemany("INSERT INTO entries (text) VALUES (?)", [(line_of(n),) for n in range(3)])
    connection.close()
    assert len(watch(workspace, source).taken) == 1
    assert watch(workspace, source).taken == []
    with sqlite3.connect(database) as connection:
        connection.execute("INSERT INTO entries (text) VALUES (?)", (line_of(9),))
    connection.close()
    watch(workspace, source)
    assert texts_of(workspace) == [line_of(0), line_of(1), line_of(2), line_of(9)]


@pytest.mark.parametrize(
    ("source", "message"),
    [("sqlite:none.db#t?watermark=id", "does not exist"), ("sqlite:x.db", "Write: sqlite:FILE#TABLE?watermark=COLUMN")],
)
def test_a_table_that_cannot_be_read_is_one_line_and_files_still_join(tmp_path, source, message):
    write(tmp_path / "in", "a.jsonl", line_of(1))
    seen = watch(tmp_path / "ws", source, tmp_path / "in")
    assert message in seen.summary_text()
    assert seen.taken == ["a.jsonl"]


def test_a_batch_that_cannot_be_read_goes_to_quarantine_and_the_others_join(tmp_path):
    inbox, workspace = tmp_path / "in", tmp_path / "ws"
    write(inbox, "a.jsonl", line_of(1))
    (inbox / "broken.parquet").write_bytes(b"PAR1 no parquet")
    seen = watch(workspace, inbox)
    assert seen.taken == ["a.jsonl"]
    assert list(seen.refused) == ["broken.parquet"]
    assert watch(workspace, inbox).refused == {}, "it is refused once"


def test_a_gate_refuses_a_batch_and_a_person_can_release_it(tmp_path):
    inbox, workspace = tmp_path / "in", tmp_path / "ws"
    create_workspace(workspace)
    gates = "dataloupe: checks\ngates:\n- {check: number, number: pii_rate, of: email_count, max: 0}\n"
    save(parse(gates), workspace / NAME)
    write(inbox, "clean.jsonl", line_of(1))
    write(inbox, "mail.jsonl", f"{line_of(2)} Write to anna.smith@example.org today.")
    seen = watch(workspace, inbox)
    assert (seen.taken, list(seen.refused)) == (["clean.jsonl"], ["mail.jsonl"])
    assert "email_count" in seen.refused["mail.jsonl"]
    assert [held.reason for held in Arrivals(workspace).held()] == [seen.refused["mail.jsonl"]]
    command = [
        "watch",
        str(inbox),
        "--workspace",
        str(workspace),
        "--encoder",
        "none",
        "--once",
        "--until",
        "documents",
    ]
    assert main([*command, "--release", "mail.jsonl"]) == 0
    assert len(texts_of(workspace)) == 2
    with pytest.raises(DataloupeError, match="no single file"):
        Arrivals(workspace).release("mail.jsonl")


@pytest.mark.parametrize("time_", ["soon", "-3m", "0"])
def test_another_time_is_one_line(tmp_path, capsys, time_):
    assert main(["watch", str(tmp_path), "--workspace", str(tmp_path / "ws"), f"--every={time_}"]) == 2
    assert "--every" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_watch_after_the_current_look(tmp_path, number):
    write(tmp_path / "in", "a.jsonl", line_of(1))
    command = [
        sys.executable,
        "-m",
        "analytics.cli",
        "watch",
        str(tmp_path / "in"),
        "--workspace",
        str(tmp_path / "ws"),
    ]
    command += ["--encoder", "none", "--until", "documents", "--settle", "0", "--every", "1h"]
    watching = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert watching.stdout.readline() == "1 batch joined\n"
    watching.send_signal(number)
    assert watching.communicate(timeout=60) == ("", None)
    assert watching.returncode == 0
    assert texts_of(tmp_path / "ws") == [line_of(1)]


def test_batches_join_exactly_once_when_the_process_is_killed_at_any_point(tmp_path):
    random_ = random.Random(7)
    inbox, workspace, batches = tmp_path / "in", tmp_path / "ws", 24
    command = ["watch", str(inbox), "--workspace", str(workspace), "--encoder", "none", "--until", "documents"]
    command += ["--settle", "0", "--every", "0.1s"]
    watching, kills = None, 0
    for number in range(batches):
        write(inbox, f"{random_.randrange(10**9)}.jsonl", line_of(number), line_of(number + 1000))
        if watching is None:
            watching = start_process(exit_with, *command)
            time.sleep(random_.random())
        time.sleep(0.2 * random_.random())
        if kills < 4 and number % 6 == 5:
            watching.kill()
            watching.join()
            watching, kills = None, kills + 1
    if watching is not None:
        watching.kill()
        watching.join()
    watch(workspace, inbox)
    expected = sorted(line_of(number + offset) for number in range(batches) for offset in (0, 1000))
    assert kills == 4
    assert sorted(texts_of(workspace)) == expected


def test_nothing_new_builds_nothing_and_an_interrupted_build_is_repeated(tmp_path):
    write(tmp_path / "in", "a.jsonl", line_of(1))
    workspace, builds = tmp_path / "ws", []
    create_workspace(workspace)

    def see(build=lambda path, files: builds.append(len(files)), options=OPTIONS):
        return look(workspace, [str(tmp_path / "in")], options, build, 0.0)

    def fail(path, files):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        see(fail)
    assert see().taken == []
    assert builds == [1]
    see()
    assert builds == [1]
    see(options={**OPTIONS, "text": "text"})
    assert builds == [1, 1], "other options"


def test_a_single_look_that_cannot_read_a_source_fails(tmp_path, capsys):
    command = ["watch", str(tmp_path / "none"), "--workspace", str(tmp_path / "ws"), "--once"]
    assert main(command) == 1
    assert "does not exist" in capsys.readouterr().out


def test_a_discarded_batch_has_no_content_and_does_not_come_again(tmp_path):
    inbox, workspace = tmp_path / "in", tmp_path / "ws"
    write(inbox, "a.jsonl", line_of(1))
    (inbox / "broken.parquet").write_bytes(b"PAR1 secret")
    watch(workspace, inbox)
    (held,) = Arrivals(workspace).held()
    assert (held.name, held.size, held.checks) == ("broken.parquet", 11, ())
    Arrivals(workspace).discard("broken.parquet")
    assert Arrivals(workspace).held() == []
    assert not any(b"secret" in file.read_bytes() for file in workspace.rglob("*") if file.is_file())
    assert watch(workspace, inbox).summary_text() == "Nothing new."


def test_discarded_rows_of_a_table_do_not_come_again(tmp_path):
    database, workspace = tmp_path / "log.db", tmp_path / "ws"
    source = f"sqlite:{database}#entries?watermark=id"
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("INSERT INTO entries (text) VALUES (?)", ("anna.smith@example.org is the address.",))
        connection.commit()
    create_workspace(workspace)
    gates = "dataloupe: checks\ngates:\n- {check: number, number: pii_rate, of: email_count, max: 0}\n"
    save(parse(gates), workspace / NAME)
    watch(workspace, source)
    (held,) = Arrivals(workspace).held()
    assert (held.documents, held.checks[0]["limit"]) == (1, "at most 0%")
    Arrivals(workspace).discard(held.name)
    assert not any(b"anna" in file.read_bytes() for file in (workspace / "quarantine").iterdir())
    assert watch(workspace, source).summary_text() == "Nothing new."
