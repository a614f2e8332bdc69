"""Who gets which item, who counts, and how people differ."""

import threading

import pytest

from analytics.annotations import Choice, Score, Several, annotate, current, save_schema
from analytics.annotations.annotators import agreements, annotator_table
from analytics.annotations.claims import LEASE_SECONDS, claim
from analytics.annotations.counting import counting_events
from analytics.annotations.qualification import test_of as result_of

ITEMS = [(number, None) for number in range(12)]


def schema(tmp_path, **fields):
    made = Choice(name="topic", choices=("yes", "no"), **fields)
    save_schema(tmp_path, made)
    return made


def take(tmp_path, made, who, **fields):
    return claim(tmp_path, made, f"session of {who}", who, lambda: ITEMS, **fields)


def test_nobody_gets_an_item_that_somebody_else_has_until_the_claim_lapses(tmp_path):
    made = schema(tmp_path)
    assert take(tmp_path, made, "ana", now=0.0) == (0, None)
    assert take(tmp_path, made, "bo", now=1.0) == (1, None)
    assert take(tmp_path, made, "ana", now=2.0) == (0, None)
    assert take(tmp_path, made, "cy", now=LEASE_SECONDS + 1.5) == (1, None)
    assert take(tmp_path, made, "dan", now=LEASE_SECONDS + 3.0, skipped={(0, None)}) == (2, None)


@pytest.mark.parametrize("overlap", [1, 2, 3])
def test_each_item_is_answered_by_as_many_people_as_wanted(tmp_path, overlap):
    made = schema(tmp_path, overlap=overlap)

    def label(who):
        while (item := take(tmp_path, made, who)) is not None:
            annotate(tmp_path, "topic", item[0], "yes", who)

    people = [threading.Thread(target=label, args=(who,)) for who in ("ana", "bo", "cy", "dan")]
    for one in people:
        one.start()
    for one in people:
        one.join()
    for who in ("ana", "bo", "cy", "dan"):  # somebody may have left while others had the last items
        label(who)
    rows = current(tmp_path, "topic")
    assert rows.groupby("doc_id").size().tolist() == [overlap] * len(ITEMS)
    assert not rows.duplicated(["doc_id", "annotator"]).any()


def test_a_torn_file_of_claims_stops_nobody(tmp_path):
    made = schema(tmp_path)
    take(tmp_path, made, "ana")
    (tmp_path / "labels" / "topic.claims.json").write_text('[{"sess')
    assert take(tmp_path, made, "bo") == (0, None)


def test_people_count_from_the_share_of_right_answers_on(tmp_path):
    made = schema(tmp_path, test_items=4, min_accuracy=0.75)
    for doc_id in range(4):
        annotate(tmp_path, "topic", doc_id, "yes", "lead", is_gold=True)
    for who, right in (("good", 3), ("bad", 2), ("short", 2)):
        for doc_id in range(4 if who != "short" else 2):
            annotate(tmp_path, "topic", doc_id, "yes" if doc_id < right else "no", who)
        annotate(tmp_path, "topic", 9, "yes", who)
    annotate(tmp_path, "topic", 9, "no", "elsewhere", origin="a file")
    events = counting_events(tmp_path, "topic")
    results = {who: result_of(made, who, events) for who in ("good", "bad", "short")}
    assert [one.is_passed for one in results.values()] == [True, False, False]
    assert results["short"].summary_text().startswith("Test: item 3 of 4")
    assert set(current(tmp_path).query("not is_gold").annotator) == {"good", "elsewhere"}


def test_bias_and_agreement_are_those_of_the_same_items(tmp_path):
    made = Score(name="stars", low=1, high=5)
    save_schema(tmp_path, made)
    for doc_id in range(30):
        for who, more in (("ana", 0), ("bo", 0), ("high", 1)):
            annotate(tmp_path, "stars", doc_id, 1 + doc_id % 3 + more, who, seconds=2.0)
    events = counting_events(tmp_path, "stars")
    rows = annotator_table(made, events).set_index("annotator")
    assert rows.bias["high"] == pytest.approx(1.0) and rows.bias["ana"] == pytest.approx(-0.5)
    assert rows.majority["high"] == 0 and rows.majority_n["high"] == 30
    assert rows.majority_n["ana"] == 0  # bo and high never agree, so that there is no majority
    result = agreements(made, events)
    assert result.kappa.value == pytest.approx(1.0) and set(result.pair) == {"ana", "bo"}
    assert 0 < result.alpha.value < 1 and result.alpha.low < result.alpha.value < result.alpha.high


def test_sets_agree_when_they_are_equal(tmp_path):
    made = Several(name="many", choices=("a", "b"))
    save_schema(tmp_path, made)
    for doc_id, (first, second) in enumerate([([], []), (["a"], ["a"]), (["a", "b"], ["b", "a"]), (["b"], ["b"])]):
        annotate(tmp_path, "many", doc_id, made.valid(first), "ana")
        annotate(tmp_path, "many", doc_id, made.valid(second), "bo")
    assert agreements(made, counting_events(tmp_path, "many")).alpha.value == pytest.approx(1.0)
