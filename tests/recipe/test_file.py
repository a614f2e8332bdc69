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
        ("steps: [", "line 2: The text is not valid YAML"),
        ("steps:\n- do: exclude\n- do: [\n", "The text is not valid YAML"),
        ("a: 1\n", "A recipe has no key 'a'. It can have: dataloupe, version, read with, documents, kept, steps"),
        ("dataloupe: workspace", "Its first line must be `dataloupe: recipe`"),
        ("- do: exclude", "A recipe must be a mapping, not [{'do': 'exclude'}]"),
        ("steps: 3", "steps must be a list, not 3"),
        ("steps: [do]", "step 1: A step must be a mapping, not 'do'"),
        (
            "steps: [{do: excl}]",
            "step 1: There is no step 'excl'. There are: choose, deduplicate, exclude, ",
        ),
        (
            "steps: [{do: exclude, were: []}]",
            "step 1 (exclude): The step has no key 'were'. It can have: do, reason, active, counts, bound to, where",
        ),
        ("steps: [{do: exclude}]", "step 1 (exclude): A step 'exclude' needs at least one filter"),
        (
            "steps: [{do: exclude, where: [{is: rang}]}]",
            "step 1 (exclude): There is no filter 'rang'. There are: annotated, values, range,",
        ),
        (
            "steps: [{do: exclude, where: [{is: range, table: signals}]}]",
            "step 1 (exclude): The filter 'range' needs: column",
        ),
        (
            "steps: [{do: exclude, where: [{is: range, table: x, column: y}]}]",
            "A selection cannot use the table 'x'. It can use: documents,",
        ),
        (
            "steps: [{do: exclude, where: [{is: range, table: signals, column: y, lowest: 1}]}]",
            "'range' has no key 'lowest'. It can have: table, column, low, high",
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
            "There is no rule set 'Gofer'. There are: Gopher quality",
        ),
        (
            "steps: [{do: deduplicate, jaccard: 1.5}]",
            "step 1 (deduplicate): jaccard of the step must be a number from 0 to 1, not 1.5",
        ),
        (
            "steps: [{do: deduplicate, jaccard: high}]",
            "jaccard of the step must be a number from 0 to 1, not 'high'",
        ),
        ("steps: [{do: deduplicate, jaccard: .nan}]", "jaccard of the step must be a number from 0 to 1, not nan"),
        (
            "steps: [{do: deduplicate, keep: best}]",
            "There is no keep rule 'best'. There are: longest, first, newest, best signal, source priority",
        ),
        ("steps: [{do: deduplicate, keep: best signal}]", "The keep rule 'best signal' needs the key 'signal'"),
        ("steps: [{do: mask}]", "step 1 (mask): The step needs the key 'kinds', such as kinds: [email]"),
        ("steps: [{do: tag, where: [{is: rows, ids: [1]}]}]", "step 1 (tag): The step needs: tag"),
        ("steps: [{do: mask, kinds: [email], active: yes}]", "active of the step must be true or false, not 'yes'"),
        ("steps: [{do: mask, do: tag}]", "'do' is given twice"),
        (
            "steps: [{do: mask, kinds: [email], came to: {documents: many}}]",
            "documents of counts must be a whole number, not 'many'",
        ),
        ("version: 2", "The recipe has version 2. This dataloupe reads versions up to 1. Update dataloupe."),
        ("version: new", "version must be a whole number from 1, not 'new'"),
        ("steps: [{do: exclude, where: 3}]", "step 1 (exclude): where of the step must be a list, not 3"),
        (
            "steps: [{do: mask, kinds: [email, 3]}]",
            "step 1 (mask): kinds, item 2, of the step must be text, not 3",
        ),
        ("steps: [{do: mask, kinds: [email], counts: {documents: 1, of: 2}}]", "counts has no key 'of'. It can have:"),
        (
            "documents: {documents: 1, by source: {a: many}}",
            "by source, a value, of documents must be a whole number, not 'many'",
        ),
        ("x: &a [*a]", "A recipe has no key 'x'"),
        ("!!python/object/apply:os.system [true]", "The text is not valid YAML"),
        ("\x00", "The text is not valid YAML"),
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
