"""Recipe files that were written before the file had a version still mean the same."""

import re

from analytics.ask.filters import Fails, Rows
from analytics.recipe.file import parse, to_yaml
from analytics.recipe.model import Counts
from analytics.recipe.outcome import outcome

EVERY_STEP = r"""# Decisions about a corpus, in their order. Made by dataloupe; edit as you like.
dataloupe: recipe
read with:
  text: body
  map: {title: headline}
documents:
  documents: 30
  tokens: 2000
  by source: {a: 10, b: 10, (no source): 10}
kept:
  documents: 20
  by source: {a: 10}
steps:
# 1. exclude where source is b or missing and words at most 20
- do: exclude
  reason: 'from b: too short'
  where:
  - is: values
    table: documents
    column: source
    values: [b, null]
  - {is: range, table: signals, column: n_words, high: 20}
  came to:
    documents: 4
    tokens: 100
    by source: {b: 4}
# 2. keep only where text matches “^(w|W|line|短)” (case matters) and half at least 0.5 (switched off)
- do: keep only
  reason: ''
  active: false
  where:
  - {is: contains, pattern: ^(w|W|line|短), regex: true, case: true}
  - {is: range, table: metadata, column: half, low: 0.5}
# 3. exclude what fails any rule of C4 (2 left out, 1 moved) and NeMo (1 left out) and one's own (1) or 1 docu ...
- do: fail rules
  reason: rules
  rules:
  - is: fails
    picks:
    - [NeMo]
    - [NeMo, digits, null]
    - [C4, curly bracket, 2.0]
    - - own
      - mine
      - or
      - - [signals, n_words, <, 2.0]
        - [metadata, stars, '>', 4.5]
  - is: rows
    ids: [20]
  bound to: 0123456789abcdef
# 4. deduplicate at Jaccard at least 0.70, keep best signal (least n_words), one of each cluster
- do: deduplicate
  reason: shortest of each
  jaccard: 0.7
  keep: best signal
  signal: n_words
  least is best: true
  spare chain members: false
  came to: {documents: 1}
# 5. deduplicate at containment at least 0.90, keep source priority (b, a)
- do: deduplicate
  reason: ''
  containment: 0.9
  keep: source priority
  sources: [b, a]
  spare chain members: true
# 6. mask email, phone in text
- do: mask
  reason: ''
  kinds: [email, phone]
  columns: [text]
# 7. tag “good” where text contains “example”
- do: tag
  reason: worth a look
  tag: good
  where:
  - {is: contains, pattern: example}
# 8. keep only where passes any rule of Gopher quality (switched off)
- do: keep only
  reason: ''
  active: false
  where:
  - is: fails
    picks:
    - [Gopher quality]
    passes: true
"""

EVERY_FILTER = r"""# Decisions about a corpus, in their order. Made by dataloupe; edit as you like.
dataloupe: recipe
steps:
# 1. exclude where inside an outline of 3 points on the map and holds the repeated “a footer line” and label i ...
- do: exclude
  reason: ''
  where:
  - is: region
    points:
    - [0.5, 1.0]
    - [1.0, 2.25]
    - [0.0, 0.0]
  - is: holds
    text: "a  footer\nline"
  - {is: mislabelled, table: documents, column: label, label: ham, belongs_to: spam}
  - {is: mislabelled, table: metadata, column: kind}
  - {is: kept, rule: percentile, value: 0.1}
  - {is: kept, rule: pareto, value: 9, kept: false}
  - {is: sql, sql: SELECT doc_id FROM documents WHERE doc_id > 3}
  - is: values
    table: metadata
    column: 'yes'
    values: [true, null]
  - {is: range, table: documents, column: created_at, low: '2024-01-01', high: '2025-01-01'}
  - is: fails
    picks:
    - [C4]
"""

OUTCOME = {
    0: [17, 19, 20, 22, 23, 25, 26, 28, 29],
    2: [24, 27],
    3: [11, 12, 13, 14, 15, 16],
    4: [3],
    6: [18, 21],
}
"""The doc_ids that each active step of `EVERY_STEP` removed or tagged of the workspace `decided`, as they were then."""


def test_every_step_of_an_old_file_affects_the_same_documents(decided):
    result = outcome(decided.connect(), parse(EVERY_STEP))
    assert {index: result.doc_ids[result.affected(index)].tolist() for index in result.alone} == OUTCOME


def test_an_old_file_is_written_with_the_present_names_and_the_same_content():
    recipe = parse(EVERY_STEP)
    again = to_yaml(recipe)
    assert parse(again) == recipe
    assert parse(again).digest == recipe.digest
    assert re.findall(r"came to|least is best|spare chain members|picks", again) == []
    assert "version: 1\n" in again


def test_the_fields_of_an_old_file_are_read():
    recipe = parse(EVERY_STEP)
    exclude, keep_only, fail_rules, best_signal, by_source, mask, tag, passing = recipe.steps
    assert exclude.counts == Counts(4, 100, {"b": 4})
    assert not keep_only.active
    assert fail_rules.bound_to == "0123456789abcdef"
    assert fail_rules.action.rules[0].rules[1] == ("NeMo", "digits", None)
    assert fail_rules.action.rules[1] == Rows((20,))
    assert best_signal.action.lower_is_better
    assert not best_signal.action.keep_indirect
    assert (by_source.action.jaccard, by_source.action.containment) == (None, 0.9)
    assert by_source.action.sources == ("b", "a")
    assert (mask.action.kinds, mask.action.columns) == (("email", "phone"), ("text",))
    assert (tag.action.tag, tag.reason) == ("good", "worth a look")
    assert passing.action.where == (Fails((("Gopher quality",),), passes=True),)
    assert (recipe.documents.tokens, recipe.kept.tokens) == (2000, None)
    assert recipe.read_with == {"text": "body", "map": {"title": "headline"}}


def test_every_filter_of_an_old_file_is_read():
    (step,) = parse(EVERY_FILTER).steps
    kinds = ["region", "holds", "mislabelled", "mislabelled", "kept", "kept", "sql", "values", "range", "fails"]
    assert [one.kind for one in step.action.where] == kinds
    assert parse(to_yaml(parse(EVERY_FILTER))) == parse(EVERY_FILTER)
