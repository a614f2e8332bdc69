"""Different values are those that numpy finds, for every kind of integers."""

import numpy as np
import pytest

from analytics.batch.distinct import distinct


@pytest.mark.parametrize("kind", [np.int32, np.int64, np.uint8, np.uint64])
@pytest.mark.parametrize("size", [0, 1, 2, 1000])
def test_distinct_values_are_ascending_and_once_each(kind, size):
    values = np.random.default_rng(size).integers(0, 100, size).astype(kind)
    before = values.copy()
    result = distinct(values)
    assert result.dtype == kind
    assert result.tolist() == sorted(set(values.tolist()))
    assert (values == before).all(), "the array itself is not sorted"
