"""Files that only repeat texts of a larger file are skipped; equal files are not."""

import json

from analytics.ingest import find_inputs
from analytics.ingest.folders import describe_inputs

PROMPT = "How do I reset the password of my account on this machine?"
ANSWER = "Open the settings, choose security and click on reset."


def folder(path, files):
    for name, content in files.items():
        (path / name).write_text(json.dumps(content), encoding="utf-8")
    return describe_inputs(find_inputs([str(path)], {}), {})


def chat(prompt=PROMPT):
    return [{"role": "user", "content": prompt}, {"role": "assistant", "content": ANSWER}]


def test_a_summary_of_a_log_is_skipped_with_a_line(tmp_path):
    whole = {"id": "s1", "messages": [*chat("Hello there!"), *chat()], "store": {"graded": {"by": chat(), "n": 3}}}
    descriptions, skipped = folder(tmp_path, {"sample.json": whole, "summary.json": {"grading": chat()}})
    assert [one.input.path.name for one in descriptions] == ["sample.json"]
    assert list(skipped.values()) == [f"All its texts are in {tmp_path.name}/sample.json, which says more."]


def test_copies_of_a_file_are_read(tmp_path):
    log = [{"id": n, "messages": chat()} for n in range(3)]
    descriptions, skipped = folder(tmp_path, {"a.json": log, "b.json": [*log, *log]})
    assert (len(descriptions), skipped) == (2, {})


def test_folders_for_programs_are_not_read(tmp_path):
    (tmp_path / "_journal").mkdir()
    (tmp_path / "_journal" / "log.json").write_text(json.dumps({"messages": chat()}), encoding="utf-8")
    (tmp_path / "chat.json").write_text(json.dumps({"messages": chat()}), encoding="utf-8")
    assert [one.path.name for one in find_inputs([str(tmp_path)], {})] == ["chat.json"]
