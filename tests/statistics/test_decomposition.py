import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analytics.statistics.decomposition import decompose

turns = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 1), st.booleans(), st.sampled_from([0.0, 0.5, 1.0]), st.integers(0, 9)),
    min_size=4,
    max_size=80,
)


@given(turns)
def test_the_parts_add_up_to_the_change_without_remainder(rows):
    strata, side, rated, values, users = (np.array(column) for column in zip(*rows, strict=True))
    assume(rated[side == 0].any() and rated[side == 1].any())
    answer = decompose(strata, side, rated, values, users, 4)
    assert answer.before == pytest.approx(values[rated & (side == 0)].mean(), abs=1e-9)
    assert answer.after == pytest.approx(values[rated & (side == 1)].mean(), abs=1e-9)
    assert answer.mix.value + answer.who_rates.value + answer.within.value == pytest.approx(
        answer.total.value, abs=1e-9
    )
    for part in ("mix", "who_rates", "within"):
        assert answer.strata[part].sum() == pytest.approx(getattr(answer, part).value, abs=1e-9)


def logs(shares, coverages, rates, n=30_000):
    """Two sides of `n` turns in two strata, one row of two numbers a side."""
    rng = np.random.default_rng(1)
    side = np.repeat([0, 1], n)
    strata = (rng.random(2 * n) < np.array(shares)[side]).astype(int)
    rated = rng.random(2 * n) < np.array(coverages)[side, strata]
    values = (rng.random(2 * n) < np.array(rates)[side, strata]).astype(float)
    return strata, side, rated, values, rng.integers(0, 5000, 2 * n), 2


def real(answer):
    return {
        part
        for part in ("mix", "who_rates", "within")
        if getattr(answer, part).excludes_zero and abs(getattr(answer, part).value) > 0.02
    }


def test_each_cause_is_named_alone():
    even, happy = [[0.3, 0.3]] * 2, [[0.9, 0.5]] * 2
    assert real(decompose(*logs([0.2, 0.6], even, happy))) == {"mix"}
    assert real(decompose(*logs([0.5, 0.5], [[0.3, 0.3], [0.1, 0.5]], happy))) == {"who_rates"}
    assert real(decompose(*logs([0.5, 0.5], even, [[0.9, 0.5], [0.9, 0.3]]))) == {"within"}


def test_a_stratum_that_is_new_is_mix_not_a_worse_answer():
    answer = decompose(*logs([0.0, 0.5], [[0.3, 0.3]] * 2, [[0.9, 0.2]] * 2))
    assert answer.mix.value < -0.3 and abs(answer.within.value) < 0.02
