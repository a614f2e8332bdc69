"""The address of a PostgreSQL table: what can be wrong is one line, and a password is never repeated."""

import sys

import pytest

from analytics.errors import DataloupeError
from analytics.watch.new_rows import is_table
from analytics.watch.postgres import _uri, parse, reading


@pytest.mark.parametrize(
    "source",
    [
        "postgresql://u:geheim@h/db#t?watermark=id",
        "postgres://u:geheim@h:5432/db#t?watermark=id",
        "postgresql://u:a/geheim@h/db#t?watermark=id",
        "postgresql://u:a#geheim@h/db#t?watermark=id",
        "postgresql://u:geheim@h/db",
        "postgresql://h/db?password=geheim#t?watermark=id",
        "postgresql://h/db?PASS%77ORD=geheim#t?watermark=id",
        "postgresql://h/db?sslmode=require&sslpassword=geheim#t?watermark=id",
        "postgresql://h/db#t?watermark=id&password=geheim",
    ],
)
def test_an_address_with_a_password_is_refused_and_not_repeated(source):
    with pytest.raises(DataloupeError, match="PGPASSWORD") as caught:
        parse(source)
    assert "geheim" not in str(caught.value)


@pytest.mark.parametrize("source", ["postgresql://h/db", "postgres://h/db#t", "postgresql:db#t?watermark=id"])
def test_another_form_is_one_line_with_the_right_one(source):
    assert is_table(source)
    with pytest.raises(DataloupeError, match="Write: postgresql://"):
        parse(source)


def test_parameters_of_the_address_win_over_ours():
    uri = _uri(parse("postgresql://me@h:7/db?connect_timeout=3#s.t?watermark=id"))
    assert uri.startswith("postgresql://me@h:7/db?connect_timeout=3&")
    assert uri.count("connect_timeout") == 1
    assert "connect_timeout=10" in _uri(parse("postgres://h/db#t?watermark=id"))


def test_without_the_package_the_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    table = parse("postgresql://h/db#t?watermark=id")
    with pytest.raises(DataloupeError, match=r"pip install 'dataloupe\[postgresql\]'"), reading(table):
        pass
