"""A recipe file can be written, edited and read back; a mistake in it is one clear line."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from analytics.ask.filters import Contains, Fails, Range, Region, Rows, Values
from analytics.errors import DataloupeError
from analytics.recipe.file import load, parse, save, to_yaml
from analytics.recipe.model import Counts, Recipe, Step
from analytics.recipe.steps import Deduplicate, Exclude, FailRules, KeepOnly, Mask, Tag

FULL = Recipe(
    (
        Step(
            Exclude((Values("documents", "lang", ("no", None, "on", "2024-01-01", "1e5", "0x1", "09", "=", "~")),)),
            "Norwegian: no",
            counts=Counts(3, None, {"a: b": 3}),
        ),
        Step(KeepOnly((Range("signals", "n_words", 5, 100.5), Contains("a\nb\x85c\t#", True))), active=False),
        Step(FailRules((Fails((("Gopher quality",), ("C4", "curly bracket", 2.0))),))),
        Step(
            Deduplicate(None, 0.9, 0.95, "best signal", "n_words", True, (), False),
            "- not a list",
            counts=Counts(1, 20, {"": 1}),
        ),
        Step(Deduplicate(0.7, keep="source priority", sources=("b", "a")), bound_to="0123456789abcdef"),
        Step(Tag("on", (Region(((0.5, 1.0), (1.0, 2.25), (0.0, 0.0))), Rows((1, 2))))),
        Step(Mask(("email", "phone"), ("text",))),
    ),
    documents=Counts(10, 200, {"x": 10}),
    kept=Counts(6, 100, {"x": 6}),
    read_with={"text": "body", "map": {"title": "headline"}},
)


def test_what_was_written_is_read_back(tmp_path):
    save(FULL, tmp_path / "recipe.yaml")
    assert load(tmp_path / "recipe.yaml") == FULL
    assert [path.name for path in tmp_path.iterdir()] == ["recipe.yaml"]


@settings(max_examples=100, deadline=None)
@given(some.text(some.characters(exclude_categories=["Cs"])), some.text(some.characters(exclude_categories=["Cs"])))
def test_any_text_survives(reason, word):
    recipe = Recipe(
        (
            Step(
                Exclude((Contains(word), Values("documents", "source", (word, None)))),
                reason,
                counts=Counts(1, None, {word: 1}),
            ),
        )
    )
    assert parse(to_yaml(recipe)) == recipe


def test_every_step_stands_under_its_words():
    lines = to_yaml(FULL).splitlines()
    assert "# 2. keep only where words from 5 to 100.5 and text matches “a b c #” (switched off)" in lines
    assert "# 5. deduplicate at Jaccard at least 0.70, keep source priority (b, a)" in lines
    assert "# 7. mask email, phone in text" in lines


def test_a_person_can_write_one_by_hand():
    recipe = parse(
        """
steps:
- do: exclude
  reason: too short
  where:
  - is: range
    table: signals
    column: n_words
    high: 20
- do: deduplicate
  jaccard: 0.8
- {do: tag, tag: no, where: [{is: values, table: documents, column: lang, values: [no]}]}
"""
    )
    assert recipe.steps[0] == Step(Exclude((Range("signals", "n_words", None, 20),)), "too short")
    assert recipe.steps[1] == Step(Deduplicate(0.8))
    assert recipe.steps[2] == Step(Tag("no", (Values("documents", "lang", ("no",)),)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("steps: [", "line 2: not readable as YAML"),
        ("steps:\n- do: exclude\n- do: [\n", "not readable as YAML"),
        ("a: 1\n", "a recipe has no 'a' - it can have dataloupe, version, read with, documents, kept, steps"),
        ("dataloupe: workspace", "its first line must be: dataloupe: recipe"),
        ("- do: exclude", "a recipe must be a mapping - found [{'do': 'exclude'}]"),
        ("steps: 3", "steps must be a list - found 3"),
        ("steps: [do]", "step 1: a step must be a mapping - found 'do'"),
        (
            "steps: [{do: excl}]",
            "step 1: there is no step 'excl' - there are deduplicate, exclude, ",
        ),
        (
            "steps: [{do: exclude, were: []}]",
            "step 1 (exclude): the step has no 'were' - it can have do, reason, active, counts, bound to, where",
        ),
        ("steps: [{do: exclude}]", "step 1 (exclude): a step 'exclude' needs at least one filter"),
        (
            "steps: [{do: exclude, where: [{is: rang}]}]",
            "step 1 (exclude): there is no filter 'rang' - there are values, range,",
        ),
        (
            "steps: [{do: exclude, where: [{is: range, table: signals}]}]",
            "step 1 (exclude): the filter 'range' needs column",
        ),
        (
            "steps: [{do: exclude, where: [{is: range, table: x, column: y}]}]",
            "a selection cannot name the table 'x' - it can name documents,",
        ),
        (
            "steps: [{do: exclude, where: [{is: range, table: signals, column: y, lowest: 1}]}]",
            "'range' has no 'lowest' - it can have table, column, low, high",
        ),
        (
            "steps: [{do: exclude, where: [{is: values, table: documents, column: source, values: a}]}]",
            "values of the filter 'values' must be a list",
        ),
        (
            "steps: [{do: keep only, where: [{is: rows, ids: [1]}, {is: decided, recipe: x}]}]",
            "cannot depend on the outcome of other steps",
        ),
        (
            "steps: [{do: fail rules, rules: [{is: fails, picks: [[Gofer]]}]}]",
            "there is no rule set 'Gofer' - there are Gopher quality",
        ),
        (
            "steps: [{do: deduplicate, jaccard: 1.5}]",
            "step 1 (deduplicate): jaccard of the step must be a number from 0 to 1 - found 1.5",
        ),
        (
            "steps: [{do: deduplicate, jaccard: high}]",
            "jaccard of the step must be a number from 0 to 1 - found 'high'",
        ),
        ("steps: [{do: deduplicate, jaccard: .nan}]", "jaccard of the step must be a number from 0 to 1 - found nan"),
        (
            "steps: [{do: deduplicate, keep: best}]",
            "there is no keep rule 'best' - the rules are longest, first, newest, best signal, source priority",
        ),
        ("steps: [{do: deduplicate, keep: best signal}]", "to keep the best signal it needs: signal"),
        ("steps: [{do: mask}]", "step 1 (mask): it needs kinds, such as email"),
        ("steps: [{do: tag, where: [{is: rows, ids: [1]}]}]", "step 1 (tag): the step needs tag"),
        ("steps: [{do: mask, kinds: [email], active: yes}]", "active of the step must be true or false - found 'yes'"),
        ("steps: [{do: mask, do: tag}]", "'do' is given twice"),
        (
            "steps: [{do: mask, kinds: [email], came to: {documents: many}}]",
            "documents of counts must be a whole number - found 'many'",
        ),
        ("version: 2", "the recipe has version 2, this dataloupe reads up to 1 - update it"),
        ("version: new", "version must be a whole number from 1 - found 'new'"),
        ("steps: [{do: exclude, where: 3}]", "step 1 (exclude): where of the step must be a list - found 3"),
        (
            "steps: [{do: mask, kinds: [email, 3]}]",
            "step 1 (mask): kinds, item 2, of the step must be text - found 3",
        ),
        ("steps: [{do: mask, kinds: [email], counts: {documents: 1, of: 2}}]", "counts has no 'of' - it can have"),
        (
            "documents: {documents: 1, by source: {a: many}}",
            "by source, a value, of documents must be a whole number - found 'many'",
        ),
        ("x: &a [*a]", "a recipe has no 'x'"),
        ("!!python/object/apply:os.system [true]", "not readable as YAML"),
        ("\x00", "not readable as YAML"),
    ],
)
def test_what_is_wrong_is_one_clear_line(text, says):
    with pytest.raises(DataloupeError) as refused:
        parse(text)
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_none_is_one_clear_line(tmp_path):
    (tmp_path / "image.yaml").write_bytes(b"\x89PNG\xff\xfe")
    for path in ("image.yaml", "missing.yaml", "."):
        with pytest.raises(DataloupeError):
            load(tmp_path / path)
