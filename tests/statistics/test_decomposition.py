import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.statistics.decomposition import decompose

COMPONENTS = ("mix", "who_rates", "within")
turns = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 1), st.booleans(), st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 9)),
    min_size=4,
    max_size=80,
)


@given(turns)
def test_the_components_add_up_to_the_change(rows):
    strata, side, rated, values, users = (np.array(column) for column in zip(*rows, strict=True))
    assume(rated[side == 0].any() and rated[side == 1].any())
    answer = decompose(strata, side, rated, values, users, 4)
    assert answer.before == pytest.approx(values[rated & (side == 0)].mean(), abs=1e-9)
    assert answer.after == pytest.approx(values[rated & (side == 1)].mean(), abs=1e-9)
    assert answer.mix.value + answer.who_rates.value + answer.within.value == pytest.approx(
        answer.total.value, abs=1e-9
    )
    for name in COMPONENTS:
        assert answer.strata[name].sum() == pytest.approx(getattr(answer, name).value, abs=1e-9)


def logs(shares, coverages, rates, n=30_000):
    """Two sides of `n` turns in two strata, one row of two numbers a side."""
    rng = np.random.default_rng(1)
    side = np.repeat([0, 1], n)
    strata = (rng.random(2 * n) < np.array(shares)[side]).astype(int)
    rated = rng.random(2 * n) < np.array(coverages)[side, strata]
    values = (rng.random(2 * n) < np.array(rates)[side, strata]).astype(float)
    return strata, side, rated, values, rng.integers(0, 5000, 2 * n), 2


def significant(answer):
    estimates = {name: getattr(answer, name) for name in COMPONENTS}
    return {name for name, one in estimates.items() if one.excludes_zero and abs(one.value) > 0.02}


def test_only_the_component_that_changed_is_significant():
    even, rates = [[0.3, 0.3]] * 2, [[0.9, 0.5]] * 2
    assert significant(decompose(*logs([0.2, 0.6], even, rates))) == {"mix"}
    assert significant(decompose(*logs([0.5, 0.5], [[0.3, 0.3], [0.1, 0.5]], rates))) == {"who_rates"}
    assert significant(decompose(*logs([0.5, 0.5], even, [[0.9, 0.5], [0.9, 0.3]]))) == {"within"}


def test_a_new_stratum_counts_as_mix():
    answer = decompose(*logs([0.0, 0.5], [[0.3, 0.3]] * 2, [[0.9, 0.2]] * 2))
    assert answer.mix.value < -0.3 and abs(answer.within.value) < 0.02
