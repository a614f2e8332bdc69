import numpy as np

from analytics.statistics.folds import connected_groups, grouped_folds


def test_linked_rows_are_one_group():
    groups = connected_groups(6, np.array([0, 1, 4]), np.array([1, 2, 5]))
    assert groups[0] == groups[1] == groups[2] != groups[3]
    assert groups[4] == groups[5] != groups[3]


def test_a_group_is_in_one_fold_and_each_class_is_spread_evenly():
    random = np.random.default_rng(0)
    labels, groups = np.repeat([0, 1], 100), np.arange(200) // 2
    fold, kept = grouped_folds(labels[random.permutation(200)], groups, 5)
    assert (fold[::2] == fold[1::2]).all()
    assert (kept[::2] == kept[1::2]).all()
    fold, _ = grouped_folds(labels, groups, 5)
    assert np.bincount(fold[:100]).tolist() == np.bincount(fold[100:]).tolist() == [20] * 5


def test_a_group_with_most_of_a_class_is_divided():
    labels = np.r_[np.zeros(10, int), np.ones(50, int)]
    groups = np.r_[np.zeros(8, int), np.arange(1, 53)]
    fold, kept = grouped_folds(labels, groups, 5)
    assert len(set(fold[:10])) == 5
    assert len(set(kept)) == 60
