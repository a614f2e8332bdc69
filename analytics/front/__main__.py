"""Runs the front: `python -m analytics.front --host ADDRESS --port NUMBER --processes N`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys

from analytics.access import server_settings
from analytics.errors import DataloupeError
from analytics.front import cookie_name
from analytics.front.processes import Processes
from analytics.front.relay import MAX_HEAD_BYTES, Relay
from analytics.system import termination_signals

PARENT, SECONDS_BETWEEN_LOOKS = "DATALOUPE_PARENT", 1.0
"""The environment variable with the process of `dataloupe serve`."""


def main() -> None:
    """Serve until the process is asked to stop."""
    parser = argparse.ArgumentParser(prog="analytics.front")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--processes", type=int, required=True)
    arguments = parser.parse_args()
    try:
        asyncio.run(_serve(arguments.host, arguments.port, arguments.processes))
    except DataloupeError as error:
        print(error, file=sys.stderr, flush=True)
        sys.exit(1)


async def _serve(host: str, port: int, count: int) -> None:
    stop = asyncio.Event()
    for one in termination_signals():
        with contextlib.suppress(NotImplementedError):  # Windows ends the process at once
            asyncio.get_running_loop().add_signal_handler(one, stop.set)
    processes = Processes(count, server_settings().base_path, cookie_name(port))
    running = asyncio.create_task(processes.keep_running())
    ends = [running, asyncio.create_task(_parent_gone()), asyncio.create_task(stop.wait())]
    ready = asyncio.create_task(processes.all_ready())
    server = None
    try:
        await asyncio.wait([ready, *ends], return_when=asyncio.FIRST_COMPLETED)
        if ready.done():
            server = await asyncio.start_server(Relay(processes).answer, host, port, limit=MAX_HEAD_BYTES)
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            running.result()  # a process that cannot start
    finally:
        if server is not None:
            server.close()
        for task in (ready, *ends):
            task.cancel()
        await processes.stop()


async def _parent_gone() -> None:
    """Return when `dataloupe serve` is gone, also when it was killed: nobody else would stop these processes."""
    parent = int(os.environ.get(PARENT, os.getppid()))
    while os.getppid() == parent:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)


if __name__ == "__main__":
    main()
