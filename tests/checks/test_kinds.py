"""Each kind of check passes, fails, and fails clearly where a table or column is missing."""

import datetime

import pandas as pd
import pyarrow as pa
import pytest

from analytics.checks.check import FAIL, PASS, WARN
from analytics.checks.file import check_from_plain
from analytics.checks.kinds import KINDS
from analytics.checks.run import run_checks
from analytics.checks.subject import Subject
from analytics.history.numbers import Number, as_frame
from tests.workspaces import write_table, write_workspace

N, OLD = 100, 60
LONG = "a lantern burns on the quiet harbour wall while the tide turns and nobody counts the boats"


def text(number):
    return " ".join([LONG] * (4 if number >= OLD else 1)) + f" {number}"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    """100 documents; the 40 new ones are longer, mostly English, with two addresses and ten copies."""
    languages = ["en" if number % 2 else "de" for number in range(OLD)] + ["en"] * 36 + ["fr"] * 4
    labels = [("spam" if number < 30 else "ham") for number in range(N)]
    start = datetime.datetime.now() - datetime.timedelta(days=10)
    workspace = write_workspace(
        tmp_path_factory.mktemp("checks") / "ws",
        [text(number) for number in range(N)],
        metadata={"key": [str(number % 98) for number in range(N)]},
        languages=languages,
        label=labels,
        source=["a"] * OLD + ["b"] * (N - OLD),
        title=[None if number < 5 else "title" for number in range(N)],
        created_at=[start - datetime.timedelta(hours=number) for number in range(N)],
    )
    kinds = ["pii_count", "email_count", "phone_count", "card_count", "iban_count", "ip_count", "secret_count"]
    counts = {name: pa.array([int(number in (70, 80) and name in kinds[:2]) for number in range(N)], pa.int64())
              for name in kinds}  # fmt: skip
    write_table(workspace, "content", pa.table({"doc_id": pa.array(range(N), pa.int64()), **counts}))
    pairs = {"a": list(range(10)), "b": list(range(60, 70)), "kind": ["near"] * 10, "jaccard": [0.95] * 10}
    write_table(workspace, "duplicate_pairs", pa.table(pairs, pa.schema(
        {"a": pa.int64(), "b": pa.int64(), "kind": pa.string(), "jaccard": pa.float32()})))  # fmt: skip
    return workspace


@pytest.fixture
def subject(workspace):
    def earlier(days):
        rate = Number("duplicate_rate", None, None, None, 0.06, 50, 0.05, 0.08)
        return as_frame([rate]) if days <= 30 else None

    return Subject(workspace.connect(), OLD, earlier)


def result(subject, plain):
    (one,) = run_checks(subject, [check_from_plain(plain)]).results
    return one


BOTH_WAYS = [
    ({"check": "number", "number": "duplicate_rate", "documents": "new"}, {"max": 0.25}, {"max": 0.2}, 0.25),
    ({"check": "number", "number": "duplicate_rate"}, {"max": 0.1}, {"max": 0.09}, 0.1),
    ({"check": "number", "number": "pii_rate", "of": "email_count"}, {"max": 0.02}, {"max": 0}, 0.02),
    ({"check": "number", "number": "share", "group": "language", "is": "en"},
     {"min": 0.6, "max": 0.7}, {"min": 0.8, "max": 0.9}, 0.66),
    ({"check": "number", "number": "share", "group": "language", "is": "sw"}, {"max": 0}, {"min": 0.01, "max": 1}, 0.0),
    ({"check": "number", "number": "documents", "group": "label", "is": "spam"}, {"min": 30}, {"min": 31}, 30),
    ({"check": "number", "number": "documents", "documents": "new"}, {"min": 40}, {"max": 39}, 40),
    ({"check": "number", "number": "mean", "of": "n_words"}, {"min": 30}, {"max": 30}, None),
    ({"check": "drift", "of": "language"}, {"max": 9}, {"max": 0.1}, None),
    ({"check": "drift", "of": "n_words"}, {"max": 99}, {"max": 0.25}, None),
    ({"check": "interval", "number": "duplicate_rate"}, {"not": "below"}, {"not": "above"}, 0.1),
    ({"check": "interval", "number": "duplicate_rate", "compared with": "30 days"},
     {"not": "below"}, {"not": "outside"}, 0.1),
    ({"check": "rows", "table": "documents"}, {"min": 100}, {"min": 101}, 100),
    ({"check": "rows", "table": "metadata"}, {"max": 100}, {"max": 99}, 100),
    ({"check": "missing", "column": "title"}, {"max": 0.05}, {"max": 0.04}, 0.05),
    ({"check": "missing", "column": "title", "documents": "new"}, {"max": 0}, {"min": 0.01, "max": 1}, 0.0),
    ({"check": "unique", "column": "metadata.key"}, {"max": 0.02}, {}, 0.02),
    ({"check": "values", "column": "label", "allowed": ["spam", "ham"]}, {}, {"min": 0.01, "max": 1}, 0.0),
    ({"check": "values", "column": "label", "allowed": ["ham"]}, {"max": 0.3}, {"max": 0.29}, 0.3),
    ({"check": "selection", "where": [{"is": "values", "table": "documents", "column": "source", "values": ["b"]}]},
     {"max": 0.4}, {"max": 0.39}, 0.4),
    ({"check": "selection", "counted": "count", "documents": "new",
      "where": [{"is": "contains", "pattern": "lantern"}]}, {"min": 40}, {"min": 41}, 40),
    ({"check": "sql", "query": "SELECT count(*) FROM documents WHERE source = 'b'"}, {"max": 40}, {"max": 39}, 40),
    ({"check": "sql", "query": "SELECT doc_id FROM documents WHERE label = 'spam'"}, {"max": 30}, {"max": 0}, 30),
    ({"check": "fresh"}, {"max days": 11}, {"max days": 9}, None),
]  # fmt: skip


@pytest.mark.parametrize(("about", "good", "bad", "value"), BOTH_WAYS)
def test_a_check_passes_within_its_limit_and_fails_beyond_it(subject, about, good, bad, value):
    passed, failed = result(subject, {**about, **good}), result(subject, {**about, **bad})
    assert (passed.status, failed.status) == (PASS, FAIL), (passed, failed)
    assert passed.value == pytest.approx(failed.value)
    assert value is None or passed.value == pytest.approx(value)


def test_every_kind_is_tested_both_ways():
    assert {about["check"] for about, *_ in BOTH_WAYS} == set(KINDS)


def test_a_check_may_only_warn(subject):
    assert result(subject, {"check": "rows", "min": 101, "severity": "warn"}).status == WARN


@pytest.mark.parametrize(
    ("plain", "message"),
    [
        ({"check": "number", "number": "positive_rate", "of": "thumbs", "max": 1}, "no table 'feedback'"),
        ({"check": "number", "number": "share", "group": "model", "is": "x", "max": 1}, "no table 'turns'"),
        ({"check": "number", "number": "label_issue_rate", "max": 1}, "no table 'label_checks'"),
        ({"check": "number", "number": "pii_rate", "of": "national_id_count", "max": 1}, "pii_rate can be of"),
        ({"check": "number", "number": "mean", "of": "lang_second_share", "max": 9}, "No document has a value"),
        ({"check": "drift", "of": "topic", "max": 9}, "no table 'map'"),
        ({"check": "drift", "of": "profanity_count", "max": 9}, "No document has a value"),
        ({"check": "rows", "table": "feedback", "min": 0}, "no table 'feedback'"),
        ({"check": "missing", "column": "metadata.price"}, "no column 'price'"),
        ({"check": "unique", "column": "turns.user_id"}, "no table 'turns'"),
        ({"check": "values", "column": "stars", "allowed": ["5"]}, "no column 'stars'"),
        ({"check": "sql", "query": "SELECT count(*) FROM nothing", "max": 9}, "nothing does not exist"),
        ({"check": "sql", "query": "SELECT max(price) FROM documents", "max": 9}, "price"),
        ({"check": "selection", "max": 1, "where": [{"is": "range", "table": "metadata", "column": "price", "low": 1}]},
         "no column 'price'"),
        ({"check": "fresh", "max days": 9, "column": "published"}, "no column 'published'"),
        ({"check": "interval", "number": "win_rate", "of": "model", "group": "model", "is": "m", "not": "below"},
         "no table"),
    ],
)  # fmt: skip
def test_what_is_missing_fails_and_says_what(subject, plain, message):
    one = result(subject, {"severity": "warn", **plain})
    assert one.status == FAIL
    assert message in one.message


@pytest.mark.parametrize(
    "plain",
    [
        {"check": "interval", "number": "duplicate_rate", "not": "below", "compared with": "400 days"},
        {"check": "interval", "number": "pii_rate", "not": "above"},
    ],
)
def test_without_anything_earlier_a_comparison_warns(subject, plain):
    assert result(subject, plain).status == WARN


def test_without_earlier_documents_drift_warns(workspace):
    assert result(Subject(workspace.connect()), {"check": "drift", "of": "n_words", "max": 1}).status == WARN


def test_the_documents_behind_a_failure_are_selected(subject):
    from analytics.ask.selection import Selection, doc_ids

    def selected(plain):
        return list(doc_ids(subject.connection, Selection(result(subject, plain).filters)))

    assert selected({"check": "number", "number": "pii_rate", "of": "email_count", "max": 0}) == [70, 80]
    assert selected({"check": "number", "number": "duplicate_rate", "documents": "new", "max": 0}) == list(
        range(60, 70)
    )
    assert selected({"check": "unique", "column": "metadata.key"}) == [98, 99]
    assert selected({"check": "missing", "column": "title"}) == [0, 1, 2, 3, 4]
    assert selected({"check": "number", "number": "share", "group": "language", "is": "fr", "max": 0}) == [
        96,
        97,
        98,
        99,
    ]
    assert selected({"check": "sql", "query": "SELECT doc_id FROM documents WHERE doc_id < 3", "max": 0}) == [0, 1, 2]
    assert not result(subject, {"check": "rows", "min": 1}).filters


def test_a_distribution_without_a_change_hardly_drifts(workspace):
    subject = Subject(workspace.connect(), 30)  # 30 old ones, and 30 of the same kind among the new
    same = Subject(workspace.connect(), 30, old=lambda: subject.numbers("all"))
    assert isinstance(same.numbers("all"), pd.DataFrame)
    value = result(same, {"check": "drift", "of": "n_words", "documents": "all", "max": 9}).value
    assert value == pytest.approx(0, abs=1e-9)
