"""`serve --processes 2`: one address, two processes, and a visit that stays where it began."""

import asyncio
import os
import signal
import time

import httpx
import pytest

from analytics.cli import main
from benchmarks.sessions.visit import visit
from tests.commands import serving


def figures(address, number):
    lines = httpx.get(f"{address}/metrics?process={number}").text.splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if line[:1] != "#")}


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_ready(address, number):
    try:
        return figures(address, number).get("dataloupe_process") == number
    except httpx.HTTPError:
        return False


def test_visits_stay_in_their_process_and_a_killed_one_comes_back(small):
    with serving(small.path, options=("--processes", "2")) as address:
        assert is_ready(address, 1) and is_ready(address, 2), "the address answers when all processes are ready"
        first = httpx.get(address)
        cookie = f"dataloupe_process_{address.rpartition(':')[2]}"
        assert first.cookies[cookie] in "12"

        async def stay():
            async with (
                visit(address, {cookie: "1"}) as one,
                visit(address, {cookie: "2"}) as two,
            ):
                assert (await one.run("overview")).exceptions == (await two.run("overview")).exceptions == []
                counts = [figures(address, number)["dataloupe_sessions"] for number in (1, 2)]
                started = figures(address, 2)["dataloupe_start_time_seconds"]
                os.kill(int(figures(address, 2)["dataloupe_process_id"]), signal.SIGKILL)
                assert (await one.run("quality")).exceptions == []
            return counts, started

        counts, started = asyncio.run(stay())
        assert counts == [1, 1]
        wait_for(lambda: is_ready(address, 2) and figures(address, 2)["dataloupe_start_time_seconds"] > started)
        assert httpx.get(f"{address}/healthz").text == "ok"


@pytest.mark.parametrize("count", ["0", "-1", "65"])
def test_a_number_of_processes_that_makes_no_sense_is_refused(small, count, capsys):
    assert main(["serve", str(small.path), "--processes", count]) != 0
    assert "--processes must be from 1 to 64" in capsys.readouterr().err
