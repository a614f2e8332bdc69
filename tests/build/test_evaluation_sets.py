"""Planted items of evaluation sets are found, verbatim and edited, and nothing is compared twice."""

import json

import numpy as np
import pyarrow as pa
import pytest

from analytics.build import evaluation_sets as stage
from analytics.build.engine import ThreadEngine
from analytics.build.pipeline import build
from analytics.workspace.evaluation_sets import remove, save
from tests.duplicate_stages import prose
from tests.workspaces import write_workspace

RNG = np.random.default_rng(5)


def items(n, lengths=(8, 60)):
    return [prose(1000 + number, int(RNG.integers(*lengths))) for number in range(n)]


def save_set(workspace, texts, name="exam"):
    return save(workspace.path, name, pa.table({"text": texts}), "test")


def matches(workspace, columns="item, doc_id"):
    return set(workspace.connect().execute(f"SELECT {columns} FROM evaluation_matches").fetchall())


def test_verbatim_items_are_found_wherever_they_are(tmp_path):
    wanted = items(150)
    texts = [
        f"{prose(5000 + i, 80)} {item.upper() if i % 3 == 0 else item}. {prose(7000 + i, 40)}"
        for i, item in enumerate(wanted)
    ]
    workspace = write_workspace(tmp_path / "w", [*texts, *(prose(9000 + i, 120) for i in range(150))], scanned=False)
    save_set(workspace, wanted)
    stage.compare(str(workspace.path))
    expected = {(i, i) for i in range(len(wanted))}
    assert len(matches(workspace) & expected) >= 0.99 * len(expected)
    assert len(matches(workspace) - expected) <= 1


@pytest.mark.parametrize("kind", ["replaced", "dropped", "swapped", "added"])
def test_edited_copies_are_found(kind, tmp_path):
    def edit(words):
        for _ in range(max(1, len(words) // 15)):
            place = int(RNG.integers(1, len(words) - 1))
            if kind == "replaced":
                words[place] = f"changed{place}"
            elif kind == "dropped":
                del words[place]
            elif kind == "added":
                words.insert(place, "really")
            else:
                words[place - 1], words[place] = words[place], words[place - 1]
        return " ".join(words)

    wanted = items(120, (20, 80))
    texts = [f"{prose(5000 + i, 60)} {edit(item.split())} {prose(7000 + i, 60)}" for i, item in enumerate(wanted)]
    workspace = write_workspace(tmp_path / "w", texts, scanned=False)
    save_set(workspace, wanted)
    stage.compare(str(workspace.path))
    expected = {(i, i) for i in range(len(wanted))}
    assert len(matches(workspace) & expected) >= 0.95 * len(expected)


def test_a_short_item_counts_only_as_a_whole_document(tmp_path):
    workspace = write_workspace(
        tmp_path / "w", ["Lost my card!", "I think I lost my card in town.", "Hello"], scanned=False
    )
    save_set(workspace, ["lost my card", "good evening"])
    stage.compare(str(workspace.path))
    assert matches(workspace) == {(0, 0)}


def test_the_document_that_an_item_was_drawn_from_is_marked(tmp_path):
    workspace = write_workspace(
        tmp_path / "w", [prose(1, 40), f"{prose(2, 30)} {prose(1, 40)}", prose(3)], scanned=False
    )
    save_set(workspace, [prose(1, 40)])
    stage.compare(str(workspace.path))
    assert matches(workspace, "doc_id, is_same") == {(0, True), (1, False)}


def spy(monkeypatch):
    compared = []
    original = stage.map_table

    def counted(context, function, tables, files):
        compared.append((function.name, [file.name for file in files]))
        return original(context, function, tables, files=files)

    monkeypatch.setattr(stage, "map_table", counted)
    return compared


def test_only_a_new_set_is_compared(tmp_path, monkeypatch):
    workspace = write_workspace(tmp_path / "w", [prose(1, 40), prose(2, 40)], scanned=False)
    save_set(workspace, [prose(1, 40)], "one")
    stage.compare(str(workspace.path))
    compared = spy(monkeypatch)
    save_set(workspace, [prose(2, 40)], "two")
    stage.compare(str(workspace.path))
    stage.compare(str(workspace.path))
    assert [name for name, _ in compared] == ["two"]
    assert matches(workspace, '"set", doc_id') == {("one", 0), ("two", 1)}
    save_set(workspace, [prose(2, 40), prose(1, 40)], "one")
    stage.compare(str(workspace.path))
    assert matches(workspace, '"set", item, doc_id') == {("one", 0, 1), ("one", 1, 0), ("two", 0, 1)}
    remove(workspace.path, "two")
    stage.compare(str(workspace.path))
    assert matches(workspace, '"set"') == {("one",)}


def write_lines(path, texts):
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))


def test_a_build_compares_only_new_documents(tmp_path, monkeypatch):
    write_lines(tmp_path / "a.jsonl", [prose(1, 40), prose(2, 40)])
    workspace = build(str(tmp_path / "w"), [str(tmp_path / "a.jsonl")], {"encoder": "none"}, until="evaluation_sets")
    save_set(workspace, [prose(2, 40), prose(3, 40)])
    stage.compare(str(workspace.path))
    compared = spy(monkeypatch)
    write_lines(tmp_path / "b.jsonl", [prose(3, 40), prose(4, 40)])
    sources = [str(tmp_path / name) for name in ("a.jsonl", "b.jsonl")]
    build(str(tmp_path / "w"), sources, {"encoder": "none"}, until="evaluation_sets")
    assert matches(workspace) == {(0, 1), (1, 2)}
    assert [(name, len(files)) for name, files in compared] == [("exam", 1)]
    build(str(tmp_path / "w"), sources, {"encoder": "none"}, until="evaluation_sets")
    assert len(compared) == 1


def test_processes_find_the_same_in_two_sets(tmp_path):
    from analytics.build.engines import engine_of

    texts = [prose(number, 60) for number in range(40)]
    results = []
    for name, engine in (("threads", ThreadEngine(2)), ("processes", engine_of("processes"))):
        workspace = write_workspace(tmp_path / name, texts, scanned=False)
        save_set(workspace, texts[:5], "first")
        save_set(workspace, texts[5:9], "second")
        stage.compare(str(workspace.path), engine)
        results.append(matches(workspace, '"set", item, doc_id, containment, near, start, stop'))
    assert results[0] == results[1]
    assert {(one[0], one[2]) for one in results[0]} == {("first", i) for i in range(5)} | {
        ("second", i) for i in range(5, 9)
    }
