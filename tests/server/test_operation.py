"""Operation: health, figures, the log, slots, and the end of the server."""

import io
import json
import logging
import threading

import httpx
import pytest

from analytics.errors import DataloupeError
from analytics.ui.frame.measuring import Measures
from analytics.ui.frame.slots import Slots
from analytics.ui.server.logs import JsonLines
from tests.commands import serving


def test_the_server_is_healthy_and_counts_the_runs_of_pages(dashboard):
    with dashboard.signed_in("edda") as browser:
        dashboard.page(browser, "overview", "dataset=texts")
        dashboard.page(browser, "quality", "dataset=texts")
    assert httpx.get(f"{dashboard.address}/healthz").text == "ok"
    figures = httpx.get(f"{dashboard.address}/metrics").text
    values = {
        name: float(value) for name, value in (line.rsplit(" ", 1) for line in figures.splitlines() if line[0] != "#")
    }
    assert values['dataloupe_page_seconds_count{page="quality"}'] >= 1
    assert values["dataloupe_memory_bytes"] > 50_000_000
    assert values['dataloupe_events_total{kind="answers",name="asked"}'] > 0
    assert "fox" not in figures and "edda" not in figures


def test_buckets_add_up():
    measures = Measures()
    for seconds in (0.05, 0.2, 0.2, 3, 100):
        measures.add_page("map", seconds)
    lines = list(measures.lines())
    counts = [int(line.rsplit(" ", 1)[1]) for line in lines if "_bucket" in line]
    assert counts == sorted(counts) and counts[-1] == 5
    assert 'dataloupe_page_seconds_sum{page="map"} 103.450000' in lines


def test_a_person_gets_two_queries_at_a_time():
    slots = Slots("queries", 2, 3)
    with slots.slot("ana"), slots.slot("ana"):
        with pytest.raises(DataloupeError, match="You have 2 queries that run"), slots.slot("ana"):
            pass
        with slots.slot("bob"), pytest.raises(DataloupeError, match="its maximum"), slots.slot("eve"):
            pass
    with slots.slot("ana"):
        pass


def test_slots_are_given_back_after_an_error_and_across_threads():
    slots, taken = Slots("exports", 1, 5), []

    def take(name):
        try:
            with slots.slot(name):
                taken.append(name)
                raise ValueError("x")
        except ValueError:
            pass

    threads = [threading.Thread(target=take, args=(f"p{number % 3}",)) for number in range(9)]
    for thread in threads:
        thread.start()
        thread.join()
    assert len(taken) == 9


@pytest.mark.parametrize(
    "secret", ["a text of a user", "/srv/private/texts.jsonl", "client_secret=abc", "ana@example.org"]
)
def test_the_log_has_no_text_and_no_secret(secret):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    logger = logging.getLogger("streamlit.test")
    logger.handlers, logger.propagate = [handler], False
    try:
        raise ValueError(f"cannot read {secret}")
    except ValueError as error:
        logger.error("failed for %s", secret, exc_info=error)
    line = json.loads(stream.getvalue())
    assert secret not in stream.getvalue()
    assert (
        line["event"] == "failed for %s" and line["exception"] == "ValueError" and "test_operation.py" in line["at"][0]
    )


def test_the_server_stops_in_order_while_people_are_on_it(small):
    import asyncio

    from benchmarks.sessions.visit import visit

    with serving(small.path) as address:

        async def stay():
            async with visit(address, {}) as opened:
                return await opened.run("overview")

        assert asyncio.run(stay()).exceptions == []
