import numpy as np
import pytest

from analytics.statistics.classifier_error import Counts, ErrorRange


def test_a_known_error_is_corrected_exactly():
    errors = ErrorRange((0.8, 0.8), (0.05, 0.05))
    flagged = 0.3 * 0.8 + 0.7 * 0.05
    assert errors.true_rate(flagged, flagged) == pytest.approx((0.3, 0.3))


def test_every_source_within_the_range_is_covered():
    errors = ErrorRange.over({"good": Counts(100, 95, 100, 1), "bad": Counts(100, 50, 100, 7)})
    random = np.random.default_rng(0)
    for _ in range(500):
        true, sensitivity, false = random.random(), random.uniform(0.5, 0.95), random.uniform(0.01, 0.07)
        flagged = true * sensitivity + (1 - true) * false
        low, high = errors.true_rate(flagged, flagged)
        assert low - 1e-9 <= true <= high + 1e-9


def test_the_range_contains_what_the_labelled_items_leave_open():
    few, many = (ErrorRange.over({"one": Counts(n, n // 2, n, n // 10)}) for n in (20, 20_000))
    assert few.sensitivity[0] < many.sensitivity[0] < 0.5 < many.sensitivity[1] < few.sensitivity[1]


def test_a_rate_below_the_false_positives_may_be_zero():
    errors = ErrorRange((0.5, 0.9), (0.0, 0.05))
    low, high = errors.true_rate(0.01, 0.03)
    assert (low, high) == (0, pytest.approx(0.06))
    assert errors.true_rate(0.9, 0.95)[1] == 1
