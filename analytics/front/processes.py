"""The server processes: started, watched, started again, and stopped in order."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
import time
from collections.abc import Iterator

from analytics.errors import DataloupeError
from analytics.front import COOKIE, PROCESS
from analytics.project_files import PACKAGE
from analytics.system import separate_process

LOOPBACK = "127.0.0.1"
MAX_START_SECONDS, STOP_SECONDS, SECONDS_BETWEEN_CHECKS = 60.0, 15.0, 0.1
MAX_SECONDS_FOR_ALL = 30.0
"""Then those that are ready begin; `dataloupe serve` waits for a minute."""
SHORT_LIFE_SECONDS, MAX_SHORT_LIVES = 30.0, 5
"""A process that ends so soon, so many times in a row, cannot start: the server then stops."""


class Process:
    """One server process, which listens at a port of the loopback. `open` are its open connections."""

    def __init__(self, number: int, base_path: str, cookie: str) -> None:
        self.number, self.port, self.open, self.is_ready = number, _free_port(), 0, False
        self._health = f"/{base_path}/healthz" if base_path else "/healthz"
        self._cookie = cookie
        self._running: asyncio.subprocess.Process | None = None

    @contextlib.contextmanager
    def connected(self) -> Iterator[None]:
        """Count a connection while it is open."""
        self.open += 1
        try:
            yield
        finally:
            self.open -= 1

    async def keep_running(self) -> None:
        """Start the process whenever it is not there. Raises DataloupeError when it cannot start."""
        short_lives = 0
        while True:
            began = time.monotonic()
            code = await self._run()
            short_lives = short_lives + 1 if time.monotonic() - began < SHORT_LIFE_SECONDS else 0
            if short_lives == MAX_SHORT_LIVES:
                raise DataloupeError(f"Server process {self.number} stopped {MAX_SHORT_LIVES} times as it started.")
            print(
                f"Server process {self.number} stopped with code {code}; it is started again.",
                file=sys.stderr,
                flush=True,
            )
            await asyncio.sleep(short_lives * SECONDS_BETWEEN_CHECKS)

    async def _run(self) -> int:
        """Run the process until it ends; gives its exit code."""
        self._running = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "analytics.ui.server", "--host", LOOPBACK, "--port", str(self.port)),
            env=os.environ | {PROCESS: str(self.number), COOKIE: self._cookie, "DATALOUPE_PARENT": str(os.getpid())},
            cwd=PACKAGE.parent,  # files in the current directory must not be imported or configure the server
            stdin=asyncio.subprocess.DEVNULL,
            **separate_process(),
        )
        health = asyncio.create_task(self._become_ready())
        try:
            return await self._running.wait()
        finally:
            health.cancel()
            self.is_ready = False

    async def _become_ready(self) -> None:
        deadline = time.monotonic() + MAX_START_SECONDS
        while not self.is_ready and time.monotonic() < deadline:
            self.is_ready = await self._is_healthy()
            await asyncio.sleep(SECONDS_BETWEEN_CHECKS)
        if not self.is_ready and self._running is not None:
            self._running.kill()

    async def _is_healthy(self) -> bool:
        request = f"GET {self._health} HTTP/1.1\r\nHost: {LOOPBACK}\r\nConnection: close\r\n\r\n"
        try:
            reader, writer = await asyncio.open_connection(LOOPBACK, self.port)
        except OSError:
            return False
        with contextlib.closing(writer):
            writer.write(request.encode())
            with contextlib.suppress(OSError, asyncio.TimeoutError):
                return b" 200 " in await asyncio.wait_for(reader.readline(), 5)
        return False

    async def stop(self) -> None:
        """Ask the process to stop, and end it when it does not."""
        if self._running is None or self._running.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._running.terminate()
            try:
                await asyncio.wait_for(self._running.wait(), STOP_SECONDS)
            except TimeoutError:
                self._running.kill()


class Processes:
    """All server processes, numbered from 1. `cookie` is the name of the cookie that names one to a browser."""

    def __init__(self, count: int, base_path: str, cookie: str) -> None:
        self.cookie = cookie
        self.all = [Process(number, base_path, cookie) for number in range(1, count + 1)]

    async def keep_running(self) -> None:
        """Start all, and start those again that end. Raises DataloupeError when one cannot start."""
        await asyncio.gather(*(process.keep_running() for process in self.all))

    async def all_ready(self) -> None:
        """Return when all processes are ready: the first one that is would otherwise get all early visits, and a visit
        stays where it began. After MAX_SECONDS_FOR_ALL it returns in any case.
        """
        deadline = time.monotonic() + MAX_SECONDS_FOR_ALL
        while not all(process.is_ready for process in self.all) and time.monotonic() < deadline:
            await asyncio.sleep(SECONDS_BETWEEN_CHECKS)

    def choose(self, number: int | None) -> Process | None:
        """The process with this number; without one, or while it is not ready, that with the fewest open connections.
        None while no process is ready.
        """
        ready = [process for process in self.all if process.is_ready]
        wanted = [process for process in ready if process.number == number]
        return min(wanted or ready, key=lambda process: (process.open, process.number), default=None)

    async def stop(self) -> None:
        """Stop all processes."""
        await asyncio.gather(*(process.stop() for process in self.all))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])
