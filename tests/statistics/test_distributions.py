"""Tails, quantiles and ranks are those of scipy.stats, which a build does not load."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from analytics.statistics import distributions as ours

P = np.array([1e-300, 1e-9, 0.025, 0.3, 0.5, 0.975, 1.0, 0.0])
DEGREES = np.array([0.5, 1.0, 2.7, 30.0, 1e6, np.inf])


def test_normal_and_t_are_those_of_scipy():
    values = np.array([-40.0, -3.2, 0.0, 1e-8, 1.96, 37.0, np.inf, np.nan])
    np.testing.assert_allclose(ours.normal_above(values), stats.norm.sf(values), rtol=1e-13)
    np.testing.assert_allclose(ours.normal_quantile_above(P), stats.norm.isf(P), rtol=1e-13)
    for degrees in DEGREES:
        np.testing.assert_allclose(ours.t_above(values, degrees), stats.t.sf(values, degrees), rtol=1e-12)
    np.testing.assert_allclose(ours.t_quantile_above(0.025, DEGREES), stats.t.isf(0.025, DEGREES), rtol=1e-12)
    assert ours.kolmogorov_above(1.3) == pytest.approx(stats.kstwobign.sf(1.3), rel=1e-12)


@pytest.mark.parametrize("share", [0.0, 1e-4, 0.37, 1.0])
@pytest.mark.parametrize("n", [0, 1, 7, 100_000])
def test_binomial_tails_are_those_of_scipy(n, share):
    k = np.unique([-1, 0, 1, n // 3, n - 1, n, n + 1]).astype(float)
    trials = np.full(len(k), float(n))
    np.testing.assert_allclose(
        ours.binomial_above(k, trials, share), stats.binom.sf(k, n, share), rtol=1e-9, atol=1e-300
    )
    np.testing.assert_allclose(
        ours.binomial_at_most(k, trials, share), stats.binom.cdf(k, n, share), rtol=1e-9, atol=1e-300
    )


@pytest.mark.parametrize("n", [0, 1, 2, 500])
def test_ranks_of_equal_values_are_their_mean(n):
    values = np.random.default_rng(n).integers(0, max(n // 3, 1), n).astype(float)
    assert ours.ranks(values).tolist() == stats.rankdata(values).tolist()


def test_a_build_does_not_load_scipy_stats():
    code = (
        "import sys, analytics.build.pipeline as p, analytics.history.recording, analytics.findings.search as f; "
        "p.stages(); f.kinds(); print(sorted({'scipy.stats', 'scipy.optimize', 'scipy.spatial'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
