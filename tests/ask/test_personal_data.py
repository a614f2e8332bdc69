"""Personal data is counted by kind, and examples show only its form."""

import pyarrow as pa
import pytest

from analytics.ask import personal_data, personal_data_coverage
from analytics.ask.filters import Values
from analytics.ask.selection import ALL, Selection
from analytics.batch.pii import KINDS
from analytics.build.content import STAGE
from analytics.build.engine import ThreadEngine
from analytics.build.stage import Context
from analytics.errors import DataloupeError
from tests.workspaces import write_table, write_workspace

TEXTS = [
    "Write to eva@example.org, or bo99@example.org and call 212-555-0187.",
    "mail: x_y@example.net",
    "nothing here",
    "key AKIA2OGYBAH6UXR3QVNE",
]


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    workspace = write_workspace(tmp_path_factory.mktemp("private") / "private", TEXTS, source=["a", "b", "a", None])
    context = Context(workspace, workspace.read_manifest(), STAGE, "0" * 16, {}, ThreadEngine(1), lambda progress: None)
    STAGE.run(context)
    context.commit()
    return workspace.connect()


def test_kinds_are_counted_in_findings_and_documents(connection):
    kinds = personal_data.kinds(connection, ALL).set_index("kind")
    assert kinds.loc["email", ["findings", "documents"]].tolist() == [3, 2]
    assert kinds.loc["secret", ["findings", "most_in"]].tolist() == [1, "(no source)"]
    assert kinds.loc["iban", ["findings", "documents", "most_in"]].tolist() == [0, 0, ""]
    assert personal_data.kinds(connection, Selection((Values("documents", "source", ("b",)),))).findings.sum() == 1


def test_the_summary_starts_with_the_most_frequent_kind(connection):
    summary = personal_data.summary_text(personal_data.kinds(connection, ALL), 4)
    assert summary.startswith("In 4 documents there are 3 e-mail addresses, ")
    assert "No personal data" in personal_data.summary_text(
        personal_data.kinds(connection, Selection((Values("documents", "source", ("nowhere",)),))), 0
    )


def test_an_example_shows_the_form_and_masks_every_letter_and_digit(connection):
    shown = personal_data.examples(connection, ALL, "email").to_dict("records")
    assert {row["shape"] for row in shown} == {"xxx@xxxxxxx.xxx", "x_x@xxxxxxx.xxx"}
    first = next(row for row in shown if row["doc_id"] == 0)
    assert first["before"] == "Write to "
    assert "xx00@" in first["after"]
    assert "555" not in first["after"]
    assert personal_data.examples(connection, ALL, "iban").empty


def test_an_unknown_kind_is_one_clear_error(connection):
    with pytest.raises(DataloupeError, match="There are: email"):
        personal_data.examples(connection, ALL, "shoe size")


def test_documented_examples_are_counted_and_named_in_the_summary(connection):
    assert personal_data.documented_examples(connection, ALL) == 4
    summary = personal_data.summary_text(personal_data.kinds(connection, ALL), 4, 4)
    assert "Of these, 4 are documented examples" in summary


def test_a_workspace_of_an_earlier_version_says_which_kind_it_lacks(tmp_path):
    workspace = write_workspace(tmp_path / "old", TEXTS)
    earlier = {f"{kind}_count": [1, 0, 0, 0] for kind in KINDS if kind != "national_id"}
    write_table(workspace, "content", pa.table({"doc_id": [0, 1, 2, 3]} | earlier), stage="content")
    connection = workspace.connect()
    assert "national_id" not in personal_data.kinds(connection, ALL).kind.tolist()
    assert "national ID numbers" in personal_data.missing_text(connection)
    assert personal_data.documented_examples(connection, ALL) == 0
    with pytest.raises(DataloupeError, match="There are: email"):
        personal_data.examples(connection, ALL, "national_id")


def test_the_list_of_what_is_looked_for_has_every_kind_with_its_figures(connection):
    coverage = personal_data_coverage.coverage()
    assert coverage.kind.tolist() == list(KINDS)
    assert (coverage.n > 100).all()
    assert coverage.recall.between(0.98, 1).all()
    assert "names of people" in personal_data_coverage.limits_text()
    assert personal_data.missing_text(connection) == ""
    assert len(personal_data_coverage.id_numbers()) >= 40
