import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from analytics.statistics.multiplicity import benjamini_hochberg


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_q_values_are_those_of_statsmodels(p_values):
    np.testing.assert_allclose(
        benjamini_hochberg(np.array(p_values)), multipletests(p_values, method="fdr_bh")[1], atol=1e-12
    )


def test_no_tests_have_no_q_values():
    assert len(benjamini_hochberg(np.array([]))) == 0
