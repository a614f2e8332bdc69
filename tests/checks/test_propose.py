"""Limits that are proposed from the data alarm as rarely as stated, and at a change."""

import numpy as np
import pytest
from scipy.stats import norm

from analytics.checks.check import FAIL, PASS
from analytics.checks.propose import propose
from analytics.checks.run import run_checks
from analytics.checks.subject import Subject
from analytics.errors import DataloupeError
from analytics.statistics import batch_limits as module
from analytics.statistics.batch_limits import Block, batch_limits
from tests.workspaces import write_workspace

WORDS = ("river", "stone", "cloud", "ember", "maple", "quill", "harbor", "lantern", "meadow", "orbit")


def texts(random, n, longer=1.0):
    return [" ".join(random.choice(WORDS, max(3, int(random.gamma(4, 8 * longer))))) + "." for _ in range(n)]


def block(random, n, size=1):
    """Twelve numbers: means of skewed values, shares, and two rare ones; `size` rows depend on each other."""
    base = np.repeat(random.normal(size=(-(-n // size), 12)), size, axis=0)[:n]
    rates = [0.5, 0.9, 0.1, 0.05, 0.002, 0.0005]
    shares = [base[:, at] < norm.ppf(rate) for at, rate in enumerate(rates)]
    sums = np.column_stack([*shares, *np.exp(base[:, 6:]).T]).astype(float)
    return Block(sums.reshape(-1, size, 12).sum(axis=1), np.full((n // size, 12), float(size)))


@pytest.fixture
def quick(monkeypatch):
    """A cheaper calibration; the truth bench measures the usual one."""
    for name, value in (("OUTER", 30), ("INNER", 200), ("MAX_RESAMPLES", 800)):
        monkeypatch.setattr(module, name, value)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("level", "size"), [(0.05, 1), (0.05, 5)])
def test_batches_without_a_change_violate_the_limits_at_the_stated_rate(level, size):
    random = np.random.default_rng(3)
    alarms = []
    for seed in range(15):
        limits = batch_limits([block(random, 4000, size)], 0.05, level, seed)
        fresh = block(random, 100 * 200, size).sums.reshape(100, 200 // size, 12).sum(axis=1) / 200
        alarms.append(((fresh < limits.low) | (fresh > limits.high)).any(axis=1).mean())
    assert abs(np.mean(alarms) - level) <= 0.02


@pytest.mark.usefixtures("quick")
def test_a_number_without_a_low_limit_never_alarms_below_and_its_rate_goes_to_the_others():
    one = block(np.random.default_rng(6), 1000)
    sides = np.ones((2, 12), bool)
    sides[0, 2:] = False
    some, every = batch_limits([one], 0.05, 0.05, 0, sides), batch_limits([one], 0.05, 0.05)
    assert np.isneginf(some.low[2:]).all() and np.isfinite(some.low[:2]).all()
    assert (some.high <= every.high).all()


@pytest.mark.usefixtures("quick")
def test_a_change_is_beyond_the_limits():
    random = np.random.default_rng(4)
    limits = batch_limits([block(random, 4000)], 0.05, 0.05)
    changed = block(random, 200).values + np.eye(12)[2] * 0.15
    assert np.flatnonzero((changed < limits.low) | (changed > limits.high)).tolist() == [2]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("longer", "status"), [(1.0, PASS), (1.6, FAIL)])
def test_proposed_checks_pass_on_more_of_the_same_and_fail_on_longer_texts(tmp_path, longer, status):
    random = np.random.default_rng(5)
    all_texts = [*texts(random, 600), *texts(random, 80, longer)]
    connection = write_workspace(tmp_path / "ws", all_texts).connect()
    proposal = propose(connection, first_new=600)
    assert (proposal.batch, proposal.n_documents) == (80, 600)
    assert "5 of 100" in proposal.summary_text()
    report = run_checks(Subject(connection, 600), proposal.checks.checks)
    assert report.status == status, [one for one in report.results if one.status != PASS]
    failed = {one.name for one in report.results if one.status == FAIL}
    assert ("mean of n_words of new documents" in failed) == (status == FAIL)


def test_too_few_documents_give_no_limits(tmp_path):
    connection = write_workspace(tmp_path / "ws", texts(np.random.default_rng(1), 30)).connect()
    with pytest.raises(DataloupeError, match="at least 200 documents"):
        propose(connection)
