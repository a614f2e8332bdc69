"""Words that say that there is no label, and words that do not."""

import numpy as np
import pytest

from analytics.build.missing_labels import is_always_missing, is_often_missing, missing_classes

ALWAYS = ["", "  ", "N/A", "n/a ", "NaN", "<NA>", "null", "-", "--", "—", "?", "???", ".", "...", "_", "#N/A", "(null)"]
NEVER = ["0", "+", "*", "***", "no", "neutral", "other", "🙂", "нет", "无关", "not spam", "nancy", "n", "C", "C++", "!"]
OFTEN = ["none", "None ", "NA", "unknown", "unlabeled", "<unk>", "TBD"]


@pytest.mark.parametrize("label", ALWAYS)
def test_a_word_that_never_names_a_class_is_missing(label):
    assert is_always_missing(label)


@pytest.mark.parametrize("label", [*NEVER, *OFTEN])
def test_a_word_that_may_name_a_class_is_not_always_missing(label):
    assert not is_always_missing(label)


@pytest.mark.parametrize("label", OFTEN)
def test_some_words_depend_on_the_set(label):
    assert is_often_missing(label)


@pytest.mark.parametrize("label", NEVER)
def test_a_name_of_a_class_does_not_depend_on_the_set(label):
    assert not is_often_missing(label)


@pytest.mark.parametrize(("names", "missing"), [(["+", "-", "o"], []), (["++", "--"], []), (["yes", "-", "no"], ["-"])])
def test_a_minus_is_a_class_where_there_is_a_plus(names, missing):
    nothing = np.empty(0, int)
    is_missing = missing_classes(np.array(names, object), nothing, nothing, nothing)
    assert np.array(names)[is_missing].tolist() == missing


def test_with_one_other_class_none_is_its_opposite():
    names, nothing = np.array(["none", "spam"], object), np.empty(0, int)
    assert not missing_classes(names, nothing, nothing, nothing).any()
