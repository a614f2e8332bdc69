"""The error of the phrases is stated, and only what it allows is ranked."""

import pandas as pd

from analytics.ask.logs.refusals import ERRORS, MEASURED, error_text, ranking_text


def groups(*rows):
    return pd.DataFrame(rows, columns=["label", "low", "high"])


def test_the_range_contains_the_share_that_is_flagged():
    for share in (0.05, 0.1, 0.3, 0.45):
        low, high = ERRORS.true_rate(share, share)
        assert low <= share <= high
    assert f"{ERRORS.sensitivity[0]:.0%} to {ERRORS.sensitivity[1]:.0%}" in error_text(0.1, 0.12)
    assert ERRORS.sensitivity[0] < MEASURED["mistralinstruct"].caught / MEASURED["mistralinstruct"].positive
    assert "refuse, in whole or in part" in error_text(0.1, 0.12)


def test_groups_are_ranked_only_where_the_error_allows_it():
    assert ranking_text(groups(("a", 0.1, 0.12), ("b", 0.14, 0.16))).startswith("No group refuses significantly more")
    text = ranking_text(groups(("a", 0.6, 0.65), ("b", 0.02, 0.04), ("c", 0.3, 0.34)))
    assert "a refuses more than b" in text
    assert "b refuses more" not in text


def test_a_group_without_a_name_is_named():
    assert "(empty) refuses more than b" in ranking_text(groups(("", 0.6, 0.65), ("b", 0.02, 0.04)))
