"""A viewer from whom texts are hidden sees aggregates: no text, no title, no small group, on any page that opens."""

import pytest

from analytics.access import Grant, Permission
from analytics.access.permissions import ROLES
from analytics.ask.filters import Contains, Query, Values
from analytics.ask.selection import Selection
from analytics.ask.workspaces.hidden import HIDDEN, hide_texts
from analytics.errors import DataloupeError
from analytics.ui.contents import PAGES
from analytics.ui.frame.small_groups import check_filters
from analytics.workspace import open_workspace
from tests.server.shared import ACCESS
from tests.server.test_matrix import path_of
from tests.workspaces import HOSTILE

HIDING = {"workspaces": {"*": ACCESS["workspaces"]["*"] | {"viewers_read_texts": False, "min_group_size": 5}}}
VIEWER = Grant(ROLES["viewer"] - {Permission.READ_TEXTS}, min_group_size=5)


@pytest.fixture
def hiding(dashboard):
    """The dashboard with an access file that hides texts. It has answered other people with texts before."""
    dashboard.write_access(HIDING)
    yield dashboard
    dashboard.write_access(ACCESS)


def words_of(workspace):
    """What identifies a document: the words of texts, titles and comments, and of whatever was rejected."""
    connection = open_workspace(workspace).connect()
    texts = [
        text
        for (text,) in connection.execute("SELECT text FROM documents UNION SELECT title FROM documents").fetchall()
    ]
    tables = {
        name for (name,) in connection.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()
    }
    if "feedback" in tables:
        texts += [text for (text,) in connection.execute("SELECT comment FROM feedback").fetchall()]
    known = {*HOSTILE, *(text * 3 for text in HOSTILE)}  # also names of sources and models, which are groups
    return {text[:60] for text in texts if text and len(text) > 6 and text not in known}


@pytest.mark.parametrize(("dataset", "workspace"), [("texts", "small"), ("logs", "talk")])
def test_no_page_shows_a_text_to_a_viewer(hiding, dataset, workspace, request):
    words = words_of(request.getfixturevalue(workspace).path)
    assert len(words) > 5

    async def open_all(opened):
        return {name: await opened.run(path_of(name), f"dataset={dataset}") for name in PAGES}

    with hiding.signed_in("vera") as browser:
        runs = hiding.visit(browser, open_all)
    shown = {name: [word for word in words if run.contains(word)] for name, run in runs.items()}
    assert {name: shown_words for name, shown_words in shown.items() if shown_words} == {}
    opened = {
        name for name, run in runs.items() if not run.contains("Texts are hidden") and not run.contains("your role")
    }
    assert opened == {name for name, entry in PAGES.items() if entry.needs <= {Permission.SEE}}
    with hiding.signed_in("aron") as browser:
        page = hiding.page(browser, "documents", f"dataset={dataset}")
        assert any(page.contains(word) for word in words)


@pytest.mark.parametrize("one", [Contains("secret"), Contains("s.cret", regex=True)])
def test_a_filter_on_texts_is_refused(one):
    with pytest.raises(DataloupeError, match="Texts are hidden"):
        check_filters(Selection((one,)), VIEWER)
    check_filters(Selection((one,)), Grant(ROLES["viewer"]))


@pytest.mark.parametrize("role", ["viewer", "analyst"])
def test_a_statement_in_a_link_needs_the_permission_for_sql(role):
    selection = Selection((Query("SELECT doc_id FROM documents"),))
    if role == "viewer":
        with pytest.raises(DataloupeError, match="run SQL"):
            check_filters(selection, Grant(ROLES[role]))
    else:
        check_filters(selection, Grant(ROLES[role]))


def test_a_selection_of_few_documents_is_refused(hiding):
    few, many = (Selection((Values("documents", "source", (name,)),)).to_url() for name in ("nothing", "a"))
    with hiding.signed_in("vera") as browser:
        run = hiding.page(browser, "overview", f"dataset=texts&sel={many}")
        assert not run.contains("fewer than")
        one = Selection((Values("metadata", "stars", ("3",)),)).to_url()
        assert hiding.page(browser, "overview", f"dataset=texts&sel={one}").contains("fewer than 5 documents")
    assert few != many


def test_every_column_is_hidden_or_known_to_be_harmless(small, talk, hostile):
    for workspace in (small, talk, hostile):
        full, hidden = workspace.connect(), workspace.connect()
        hide_texts(hidden, 5)
        for (view,) in full.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall():
            assert full.sql(f'FROM "{view}"').columns == hidden.sql(f'FROM "{view}"').columns
            assert full.sql(f'FROM "{view}"').types == hidden.sql(f'FROM "{view}"').types
            for name, type in zip(
                hidden.sql(f'FROM "{view}"').columns, hidden.sql(f'FROM "{view}"').types, strict=True
            ):
                if str(type) == "VARCHAR" and not name.endswith("_id"):
                    quoted = name.replace('"', '""')
                    rare = hidden.execute(
                        f'SELECT "{quoted}" FROM "{view}" WHERE "{quoted}" <> ? GROUP BY 1 HAVING count(*) < 5',
                        [HIDDEN],
                    ).fetchall()
                    assert rare == [], (view, name)
