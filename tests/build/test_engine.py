"""Batches are mapped in order, a few at a time, on any number of threads."""

import threading
import time

import pytest

from analytics.build.engine import ThreadEngine


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_results_come_in_the_order_of_the_batches(threads):
    def slow_when_even(number):
        time.sleep(0.002 * (number % 2 == 0))
        return number * number

    assert list(ThreadEngine(threads).map(slow_when_even, range(50))) == [number * number for number in range(50)]


def test_only_a_few_batches_are_in_memory_at_a_time():
    drawn = []

    def batches():
        for number in range(1000):
            drawn.append(number)
            yield number

    results = ThreadEngine(2).map(lambda number: number, batches())
    for expected in range(100):
        assert next(results) == expected
        assert len(drawn) <= expected + 8
    results.close()


def test_work_is_spread_over_threads():
    barrier = threading.Barrier(2, timeout=10)
    list(ThreadEngine(2).map(lambda _: barrier.wait(), range(2)))


def test_an_error_in_a_batch_reaches_the_caller():
    def fail_at_three(number):
        if number == 3:
            raise ValueError("three")
        return number

    with pytest.raises(ValueError, match="three"):
        list(ThreadEngine(2).map(fail_at_three, range(10)))


def test_the_engine_names_itself_for_the_manifest():
    assert ThreadEngine(3).name == "threads(3)"
    assert ThreadEngine().threads >= 1
