"""What people add to a report: kept in the workspace, shown with present data, and marked when that has changed."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pytest

from analytics.ask.filters import Values
from analytics.ask.selection import Selection
from analytics.errors import DataloupeError
from analytics.findings.finding import Finding
from analytics.findings.table import stored_findings, to_table
from analytics.report import ReportOptions, available_sections, report
from analytics.report.context import ReportContext
from analytics.report.items import NAME, add_item, move_item, read_items, remove_item, set_note
from analytics.report.items.content import content_of, kinds
from analytics.report.items.kinds.finding import spec_of
from analytics.workspace import open_workspace
from tests.logs import write_logs
from tests.report_pages import figures_of, text_of
from tests.workspaces import write_table, write_workspace

SOURCE_A = Selection((Values("documents", "source", ("a",)),)).to_url()
SOURCE_B = Selection((Values("documents", "source", ("b",)),)).to_url()
VALUES = {"table": "documents", "column": "source", "selection": ""}
SPECS = {
    "selection": {"selection": SOURCE_A},
    "values": VALUES,
    "distribution": {"table": "signals", "column": "n_words", "log": True, "selection": SOURCE_A},
    "comparison": {"first": SOURCE_A, "second": SOURCE_B},
    "query": {"statement": "SELECT source, count(*) AS n FROM documents GROUP BY 1 ORDER BY 1", "selection": ""},
}


@pytest.fixture
def own(small, tmp_path):
    """A copy of the small workspace, to which a test can write."""
    return open_workspace(shutil.copytree(small.path, tmp_path / "own"))


def context_of(workspace, min_users=10):
    manifest = workspace.read_manifest()
    return ReportContext(workspace, manifest, workspace.connect(manifest), False, min_users)


def add(workspace, title="Sources", kind="values", spec=VALUES, **facts):
    return add_item(context_of(workspace), kind, title, spec, "overview", {}, **facts)


def titles(workspace):
    return [item.title for item in read_items(workspace.path)]


@pytest.mark.parametrize("kind", SPECS)
def test_each_kind_is_in_the_report_with_its_note(own, kind):
    add(own, f"My {kind}", kind, SPECS[kind], note="Please <b>read</b> this.")
    seen = text_of(report(own, ReportOptions(("added",))))
    assert f"My {kind}" in seen
    assert "Please <b>read</b> this." in seen
    assert "the data is the same" in seen


def test_every_kind_has_a_test():
    assert set(kinds()) == {*SPECS, "finding", "ratings"}


def test_a_selection_says_how_much_of_all_it_is(own):
    answer = content_of(context_of(own), "selection", SPECS["selection"]).answer
    ((n,),) = own.connect().execute("SELECT count(*) FROM documents WHERE source = 'a'").fetchall()
    assert answer.startswith(f"{n} documents")
    assert f"{n / 60:.1%} of 60" in answer


def test_the_list_survives_and_keeps_its_order(own):
    first, second, third = (add(own, title) for title in ("one", "two", "three"))
    move_item(own.path, third.item_id, 0)
    set_note(own.path, second.item_id, "second note")
    remove_item(own.path, first.item_id)
    assert titles(open_workspace(own.path)) == ["three", "two"]
    assert read_items(own.path)[1].note == "second note"


def test_events_for_a_removed_item_change_nothing(own):
    item = add(own)
    remove_item(own.path, item.item_id)
    move_item(own.path, item.item_id, 0)
    set_note(own.path, item.item_id, "late")
    assert titles(own) == []


def test_several_people_can_add_at_once(own):
    context = context_of(own)
    with ThreadPoolExecutor(4) as people:
        for future in [people.submit(add, own, f"item {number}") for number in range(12)]:
            future.result()
    assert sorted(titles(own)) == sorted(f"item {number}" for number in range(12))
    assert context.tables


def test_a_torn_line_loses_only_itself(own):
    add(own, "before")
    with (own.path / NAME).open("ab") as file:
        file.write(b'{"event": "add", "item": {"titl')
    add(own, "after")
    assert titles(own) == ["before", "after"]


@pytest.mark.parametrize(
    "line", ["[]", "7", '{"event": "add"}', '{"event": "add", "item": {"nothing": 1}}', '{"no": 1}']
)
def test_strange_lines_are_ignored(own, line):
    (own.path / NAME).write_text(line + "\n", encoding="utf-8")
    add(own, "after")
    assert titles(own) == ["after"]


def test_changed_data_is_marked_with_what_it_was(own):
    add(own)
    rows = own.connect().sql("SELECT * REPLACE ('a' AS source) FROM documents").to_arrow_table()
    write_table(own, "documents", rows)
    seen = text_of(report(own, ReportOptions(("added",))))
    assert "The data has changed since it was added" in seen
    assert "Then: 60 documents by source: a " in seen
    assert "a 100.0%" in seen


def test_the_order_of_rows_is_no_change(own):
    add(own, kind="query", spec={"statement": "SELECT source FROM documents ORDER BY random()", "selection": ""})
    assert "the data is the same" in text_of(report(own, ReportOptions(("added",))))


def test_what_cannot_be_computed_is_shown_as_it_was(own):
    item = add(own, kind="query", spec=SPECS["query"])
    lines = (own.path / NAME).read_text(encoding="utf-8").splitlines()
    event = json.loads(lines[0])
    event["item"]["spec"]["statement"] = "SELECT gone FROM documents"
    (own.path / NAME).write_text(json.dumps(event) + "\n", encoding="utf-8")
    seen = text_of(report(own, ReportOptions(("added",))))
    assert "It cannot be computed again." in seen
    assert item.answer in seen
    assert all(source in seen.split() for source in ("a", "b"))


def test_an_unknown_kind_is_one_clear_line(own):
    with pytest.raises(DataloupeError, match=r"no kind of report item 'nosuch'\. There are: comparison, "):
        add(own, kind="nosuch")
    with pytest.raises(DataloupeError, match="does not fit this version"):
        add(own, spec={"table": "documents"})
    assert titles(own) == []


def test_personal_data_in_an_answer_is_masked(own):
    statement = "SELECT 'write to jane.doe@company.org' AS contact"
    add(own, kind="query", spec={"statement": statement, "selection": ""})
    page = report(own)
    assert "jane.doe" not in page
    assert "except where a person added a query result" in text_of(page)


def test_a_selection_of_few_users_is_not_added(tmp_path):
    workspace = write_workspace(tmp_path / "ws", [f"text {n}" for n in range(30)], source=["a"] * 28 + ["b"] * 2)
    users = [f"u{number}" for number in range(30)]
    write_table(workspace, "turns", pa.table({"doc_id": pa.array(range(30), pa.int64()), "user_id": users}))
    with pytest.raises(DataloupeError, match="fewer than 10 users"):
        add(workspace, kind="selection", spec={"selection": SOURCE_B})
    add(workspace, "Many", "selection", {"selection": SOURCE_A})
    seen = text_of(report(workspace, ReportOptions(("added",), min_users=29)))
    assert "Its selection has fewer than 29 users." in seen


def test_a_report_without_items_has_no_section_for_them(own):
    assert "added" not in available_sections(own)
    item = add(own)
    assert "added" in available_sections(own)
    remove_item(own.path, item.item_id)
    assert "added" not in available_sections(own)


def test_a_new_note_does_not_compute_an_item_again(own, monkeypatch):
    item = add(own, kind="query", spec=SPECS["query"])
    first = report(own, ReportOptions(("added",)))
    monkeypatch.setattr("analytics.report.items.cache.content_of", lambda *_: pytest.fail("computed again"))
    set_note(own.path, item.item_id, "a new note")
    second = report(own, ReportOptions(("added",)))
    assert "a new note" in text_of(second)
    assert "a new note" not in text_of(first)


@pytest.fixture
def rated(tmp_path):
    """Twenty users rate answers of two models: those of `a` are all good, those of `b` all bad."""
    turns = [{"conversation_id": f"c{n}", "user_id": f"u{n % 20}", "model": "ab"[n % 2]} for n in range(80)]
    ratings = [{"conversation_id": f"c{n}", "doc_id": n, "name": "thumbs", "value": 1.0 - n % 2} for n in range(80)]
    return write_logs(tmp_path / "rated", turns, ratings)


def test_ratings_are_shown_with_interval_n_and_groups(rated):
    add(rated, "By model", "ratings", {"name": "thumbs", "by": "model", "selection": ""})
    page = report(rated, ReportOptions(("added",)))
    assert "50.0% of 80 rated answers of 20 users are positive (95 % confidence interval" in text_of(page)
    assert any(">a (40)<" in figure and ">b (40)<" in figure for figure in figures_of(page))


def test_ratings_of_few_users_are_not_added(rated):
    spec = {"name": "thumbs", "by": "model", "selection": ""}
    with pytest.raises(DataloupeError, match="Fewer than 21 users"):
        content_of(context_of(rated, min_users=21), "ratings", spec)


@pytest.fixture
def stand_out(own):
    """A workspace with one finding."""
    finding = Finding("missing", "47 % of the documents have no date.", 0.47, 0.47, 0.47, 60, "overview", 0.47, 1.0)
    write_table(own, "findings", to_table([finding]), stage="findings")
    return own


def test_a_finding_is_added_with_its_evidence(stand_out):
    (finding,) = stored_findings(stand_out.connect())
    add(stand_out, finding.sentence, "finding", spec_of(finding))
    seen = text_of(report(stand_out, ReportOptions(("added",))))
    assert "47 % of the documents have no date." in seen
    assert "47 %, counted in 60, n = 60." in seen
    assert "the data is the same" in seen


def test_a_finding_that_is_gone_is_shown_as_it_was(stand_out):
    (finding,) = stored_findings(stand_out.connect())
    add(stand_out, finding.sentence, "finding", spec_of(finding))
    write_table(stand_out, "findings", to_table([]), stage="findings")
    seen = text_of(report(stand_out, ReportOptions(("added",))))
    assert "The last build does not have this finding." in seen
    assert "47 %, counted in 60" in seen


def test_a_finding_with_another_value_has_changed(stand_out):
    (finding,) = stored_findings(stand_out.connect())
    add(stand_out, finding.sentence, "finding", spec_of(finding))
    other = Finding("missing", "50 % of the documents have no date.", 0.5, 0.5, 0.5, 60, "overview", 0.5, 1.0)
    write_table(stand_out, "findings", to_table([other]), stage="findings")
    seen = text_of(report(stand_out, ReportOptions(("added",))))
    assert "50 %, counted in 60" in seen
    assert "Then: 47 %, counted in 60" in seen
