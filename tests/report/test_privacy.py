"""A report hides small groups of users, and masks personal data in the texts that it shows."""

import pyarrow as pa
import pytest

from analytics.ask.columns import Column
from analytics.ask.privacy import groups_with_min_users, knows_users
from analytics.report import ReportOptions, report
from tests.report_pages import figures_of, text_of
from tests.workspaces import write_table, write_workspace


def test_it_shows_no_text_unless_wanted(small):
    text = "quick brown fox"
    page = report(small)
    assert text not in page
    assert "No text of any document is shown" in text_of(page)
    assert text not in report(small, ReportOptions(with_texts=True)), (
        "without a map there is no central document of a theme"
    )


def test_personal_data_in_shown_texts_is_masked(mapped):
    seen = text_of(report(mapped, ReportOptions(("topics",), with_texts=True)))
    assert "Write to" in seen
    assert "jane.doe" not in seen
    assert "Personal data in them is masked" in seen
    assert "Write to" not in text_of(report(mapped, ReportOptions(("topics",))))


@pytest.fixture(scope="module")
def users(tmp_path_factory):
    """Thirty messages: twelve people speak English, two speak Welsh."""
    languages = ["en"] * 24 + ["cy"] * 6
    workspace = write_workspace(
        tmp_path_factory.mktemp("users") / "ws",
        [f"hello {number}" for number in range(30)],
        languages=languages,
        source=languages,
    )
    person = [f"en{number % 12}" for number in range(24)] + [f"cy{number % 2}" for number in range(6)]
    write_table(workspace, "turns", pa.table({"doc_id": pa.array(range(30), pa.int64()), "user_id": person}))
    return workspace


def test_a_group_of_few_users_is_hidden(users):
    connection = users.connect()
    assert knows_users(connection)
    assert groups_with_min_users(connection, Column("documents", "source", "VARCHAR"), 10) == {"en"}
    assert groups_with_min_users(connection, Column("documents", "source", "VARCHAR"), 2) == {"en", "cy"}
    page = report(users, ReportOptions(("contents",), min_users=10))
    assert "1 group with fewer than 10 users is hidden." in text_of(page)
    assert not any(">cy<" in figure for figure in figures_of(page))
    assert any(">cy<" in figure for figure in figures_of(report(users, ReportOptions(("contents",), min_users=2))))


def test_without_users_nothing_is_hidden(small):
    assert not knows_users(small.connect())
    assert groups_with_min_users(small.connect(), Column("documents", "source", "VARCHAR"), 10) is None
