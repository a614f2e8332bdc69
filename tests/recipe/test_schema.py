"""The JSON Schema accepts what dataloupe writes, and refuses what it refuses."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.recipe.file import parse, to_yaml
from analytics.recipe.schema import json_schema, schema_text
from analytics.recipe.yaml_text import read_yaml
from tests.recipe.recipes import RECIPES
from tests.recipe.test_file import FULL

jsonschema = pytest.importorskip("jsonschema")
FILE = Path(__file__).parents[2] / "docs" / "recipe.schema.json"


@pytest.fixture(scope="module")
def validator():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_the_schema_in_the_documentation_is_current():
    assert FILE.read_text() == schema_text(), "run: dataloupe export --schema > docs/recipe.schema.json"


def test_the_command_prints_the_schema(capsys):
    with pytest.raises(SystemExit) as finished:
        main(["export", "--schema"])
    assert finished.value.code == 0
    assert capsys.readouterr().out == schema_text()


@settings(max_examples=50, deadline=None)
@given(RECIPES)
def test_the_schema_accepts_every_recipe_that_is_written(validator, recipe):
    validator.validate(read_yaml(to_yaml(recipe)))


def test_the_schema_accepts_every_kind_of_step_with_counts(validator):
    validator.validate(read_yaml(to_yaml(FULL)))


@pytest.mark.parametrize(
    "text",
    [
        "steps: [{do: excl}]",
        "steps: [{do: exclude}]",
        "steps: [{do: exclude, where: []}]",
        "steps: [{do: exclude, were: []}]",
        "steps: [{do: exclude, where: [{is: rang}]}]",
        "steps: [{do: exclude, where: [{is: range, table: signals}]}]",
        "steps: [{do: exclude, where: [{is: decided, recipe: x}]}]",
        "steps: [{do: deduplicate, jaccard: 1.5}]",
        "steps: [{do: deduplicate, keep: best}]",
        "steps: [{do: mask, kinds: []}]",
        "steps: [{do: tag, where: [{is: rows, ids: [1]}]}]",
        "steps: [{do: mask, kinds: [email], active: yes}]",
        "steps: [{do: mask, kinds: [email], counts: {documents: many}}]",
        "steps: 3",
        "version: 2",
        "a: 1",
    ],
)
def test_the_schema_and_the_reader_refuse_the_same_mistakes(validator, text):
    assert not validator.is_valid(read_yaml(text))
    with pytest.raises(DataloupeError):
        parse(text)
