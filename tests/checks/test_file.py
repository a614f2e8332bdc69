"""The file of checks: what people write in it, and what is wrong with it in one line."""

import json
from pathlib import Path

import pytest

from analytics.checks.file import Checks, check_from_plain, load, parse, save, to_yaml
from analytics.checks.schema import schema_text
from analytics.errors import DataloupeError

FILE = Path(__file__).parents[2] / "docs" / "checks.schema.json"
EXAMPLE = """
dataloupe: checks
checks:
- {check: number, name: few copies, number: duplicate_rate, documents: new, max: 0.02}
- {check: number, number: share, group: language, is: no, min: 0.8, max: 0.9}
- {check: drift, of: n_words, max: 0.1, severity: warn}
- {check: selection, where: [{is: contains, pattern: "a: b"}], max: 0}
- {check: sql, query: "SELECT doc_id FROM documents\\nWHERE text = ''", max: 0}
gates:
- {check: rows, min: 1}
"""


def test_a_file_is_read_and_written_without_loss(tmp_path):
    checks = parse(EXAMPLE)
    assert checks.checks[1].group_value == "no"
    assert parse(to_yaml(checks)) == checks
    noted = Checks(checks.checks, checks.gates, 'Proposed: "5 of 100"')
    save(noted, tmp_path / "checks.yaml")
    assert load(tmp_path / "checks.yaml") == noted


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("checks: [{check: nothing}]", "check 1 (nothing): There is no check 'nothing'. There are: "),
        ("checks: [{check: rows}]", "needs a limit: min, max or both"),
        ("checks: [{check: rows, min: 2, max: 1}]", "min (2) is larger than max (1)"),
        ("checks: [{check: rows, min: few}]", "min of the check must be a number, not 'few'"),
        ("checks: [{check: rows, min: .nan}]", "finite"),
        ("checks: [{check: number, number: duplicats, max: 1}]", "number cannot be 'duplicats'"),
        ("checks: [{check: number, number: mean, of: n_wrods, max: 1}]", "no signal 'n_wrods'"),
        ("checks: [{check: number, number: share, max: 1}]", "A share needs a group"),
        ("checks: [{check: number, number: share, group: colour, is: red, max: 1}]", "no group 'colour'"),
        ("checks: [{check: number, number: share, group: language, max: 1}]", "needs both keys"),
        ("checks: [{check: rows, min: 1, severity: bad}]", "severity cannot be 'bad'"),
        ("checks: [{check: rows, min: 1, colour: red}]", "no key 'colour'"),
        ("checks: [{check: drift, of: n_words, max: 1, compared with: yesterday}]", "compared with 'yesterday'"),
        ("checks: [{check: interval, number: share, group: language, is: en, not: over}]", "not cannot be 'over'"),
        ("checks: [{check: values, column: label, max: 0}]", "allowed"),
        ("checks: [{check: selection, max: 0, where: [{is: decided, digest: x}]}]", ""),
        ("gates: [{check: rows}]", "gate 1 (rows): "),
        ("checks: 5", "must be a list"),
        ("limits: []", "no key 'limits'"),
        ("dataloupe: recipe", "not a file of checks"),
        ("version: 2", "Update dataloupe"),
        ("checks: [", "not valid YAML"),
    ],
)
def test_every_mistake_is_one_clear_line(text, message):
    with pytest.raises(DataloupeError) as error:
        parse(text)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_proposed_limits_replace_those_of_the_same_thing_and_keep_the_others():
    mine = parse(EXAMPLE)
    new = Checks((check_from_plain({"check": "number", "number": "duplicate_rate", "documents": "new", "max": 0.05}),))
    merged = mine.with_proposed(new)
    assert [one.kind for one in merged.checks] == ["number", "drift", "selection", "sql", "number"]
    assert merged.checks[-1].max == 0.05
    assert merged.gates == mine.gates


def test_the_schema_in_the_documentation_is_the_present_one():
    assert FILE.read_text() == schema_text(), "run: dataloupe check --schema > docs/checks.schema.json"
    assert "IntervalCheck" in json.loads(schema_text())["$defs"]
