"""The SQL page: a statement is answered, drawn and selected; one that cannot be answered is one line."""

import pytest

from analytics.ask.filters import Query, Values
from analytics.ask.selection import Selection
from tests.pages.apps import complaints, open_alone, open_in_dashboard


def run_statement(workspace, statement, monkeypatch, selection=None):
    app = open_in_dashboard("sql", workspace, monkeypatch, selection)
    app.text_area(key="sql-statement").set_value(statement)
    return app.button(key="sql-run").click().run()


def test_an_answer_is_a_table_and_a_chart(small, monkeypatch):
    app = run_statement(
        small, "SELECT source, count(*) AS n FROM documents GROUP BY source ORDER BY n, source", monkeypatch
    )
    assert complaints(app) == []
    assert list(app.dataframe[2].value.n) == [20, 20, 20]
    app.session_state["sql-view"] = "Chart"
    app.run()
    assert complaints(app) == []
    assert len(app.get("plotly_chart")) == 1


def test_the_answer_stays_until_something_else_is_selected(small, monkeypatch):
    app = run_statement(
        small, "SELECT count(*) AS n FROM selected", monkeypatch, Selection((Values("documents", "source", ("a",)),))
    )
    assert list(app.dataframe[2].value.n) == [20]
    assert list(app.run().dataframe[2].value.n) == [20]
    assert len(app.button(key="selection-clear").click().run().dataframe) == 2


def test_an_answer_with_documents_becomes_the_selection(small, monkeypatch):
    statement = "SELECT doc_id FROM documents WHERE doc_id % 2 = 0"
    app = run_statement(small, statement, monkeypatch).button(key="sql-select").click().run()
    assert complaints(app) == []
    assert Selection((Query(statement),)).to_url() in app.query_params["sel"]
    assert any("30 documents" in text.value for text in app.markdown)


@pytest.mark.parametrize(
    "statement", ["DROP VIEW documents", "SELECT * FROM read_text('/etc/passwd')", "SELECT nosuch FROM documents"]
)
def test_a_statement_that_cannot_be_answered_is_one_line(small, monkeypatch, statement):
    app = run_statement(small, statement, monkeypatch)
    assert not app.exception
    assert len(app.error) == 1
    assert app.text_area(key="sql-statement").value == statement


@pytest.mark.parametrize(("workspace", "except_of"), [("hostile", None), ("talk", "hostile")])
def test_every_table_can_be_shown_and_drawn(workspace, except_of, request, monkeypatch):
    """Every kind of table once: the logs share some with the corpus."""
    workspace = request.getfixturevalue(workspace)
    seen = request.getfixturevalue(except_of).read_manifest().tables if except_of else {}
    tables = [table for table in workspace.read_manifest().tables if table not in seen]
    assert len(tables) >= 4
    for table in tables:
        app = run_statement(workspace, f'SELECT * FROM "{table}"', monkeypatch)
        assert complaints(app) == [], table
        app.session_state["sql-view"] = "Chart"
        assert complaints(app.run()) == [], table


def test_the_statement_is_in_the_link_and_a_link_fills_the_editor(small, monkeypatch):
    statement = "SELECT 41 + 1 AS answer"
    app = run_statement(small, statement, monkeypatch)
    assert app.query_params["sql"] in (statement, [statement])
    opened = open_alone("sql", small, monkeypatch, sql="SELECT 7 AS seven")
    assert opened.text_area(key="sql-statement").value == "SELECT 7 AS seven"
    assert not opened.dataframe or "seven" not in opened.dataframe[-1].value
