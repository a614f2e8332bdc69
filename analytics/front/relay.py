"""Passes each connection on to the process of its browser.

Only the head of a request is read: it names the process, in a cookie. Then bytes go both ways until one side closes.
A connection carries one request, because the next one on it may come from another browser where a proxy stands in
front; a websocket is one request. Who may do what is decided by the processes, never here.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import re
from urllib.parse import parse_qs, urlsplit

from analytics.front.processes import LOOPBACK, Processes

MAX_HEAD_BYTES = 128 << 10
"""More than a process accepts, so that the process says what is wrong with a long address."""
HEAD_SECONDS, BLOCK_BYTES = 60.0, 64 << 10

NOT_READY = (503, "Service Unavailable", "The dashboard is starting. Try again in a moment.")
TOO_LARGE = (431, "Request Header Fields Too Large", "The head of the request is too long.")
MALFORMED = (400, "Bad Request", "The request cannot be read.")

_NUMBER = re.compile(r"([0-9]{1,4})")
_NAME = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


class Relay:
    """Answers the connections of the public address."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        # Not `http.cookies`: one odd cookie of another program would hide ours from it.
        self._cookie = re.compile(rf"(?:^|;) *{re.escape(processes.cookie)}=([0-9]{{1,4}}) *(?:;|$)")

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass one connection on, or say why not."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            try:
                head = Head(await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD_SECONDS))
                await self._pass_on(head, reader, writer)
            except asyncio.LimitOverrunError:
                await _refuse(writer, *TOO_LARGE)
            except ValueError:
                await _refuse(writer, *MALFORMED)
        with contextlib.suppress(OSError):
            writer.close()
            await writer.wait_closed()

    async def _pass_on(self, head: Head, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tried: set[int] = set()
        while process := self._processes.choose(head.process(self._cookie)):
            if process.number in tried:
                break
            tried.add(process.number)
            try:
                inner_reader, inner_writer = await asyncio.open_connection(LOOPBACK, process.port)
            except OSError:
                process.is_ready = False  # it has just ended: another one may answer
                continue
            with process.connected(), contextlib.closing(inner_writer):
                inner_writer.write(head.for_process(str(writer.get_extra_info("peername")[0])))
                await _both_ways((reader, inner_writer), (inner_reader, writer))
            return
        await _refuse(writer, *NOT_READY)


class Head:
    """The head of a request. Raises ValueError for one that is not HTTP/1."""

    def __init__(self, head: bytes) -> None:
        self._line, *lines = head[:-4].split(b"\r\n")
        if self._line.count(b" ") != 2 or not self._line.rpartition(b" ")[2].startswith(b"HTTP/1."):
            raise ValueError("not a request line of HTTP/1")
        self._headers = [tuple(line.partition(b":")[::2]) for line in lines]
        if not all(_NAME.fullmatch(name) for name, _ in self._headers):
            raise ValueError("not a header of HTTP/1")

    def process(self, cookie: re.Pattern[str]) -> int | None:
        """The number of the process that this request asks for: by the cookie; for metrics by `?process=`."""
        target = urlsplit(self._line.split(b" ")[1].decode("latin-1"))
        if target.path.endswith("/metrics"):
            match = _NUMBER.fullmatch(parse_qs(target.query).get("process", [""])[0])
        else:
            match = cookie.search("; ".join(self._values(b"cookie")))
        return int(match[1]) if match else None

    def for_process(self, peer: str) -> bytes:
        """The head that a process gets: the last request of its connection, with the address of another machine."""
        headers = self._headers
        if not self._values(b"upgrade"):
            headers = [*(one for one in headers if one[0].lower() != b"connection"), (b"Connection", b" close")]
        if not _is_this_machine(peer):
            headers = [*headers, (b"X-Forwarded-For", b" " + peer.encode())]
        return b"\r\n".join([self._line, *(name + b":" + value for name, value in headers)]) + b"\r\n\r\n"

    def _values(self, name: bytes) -> list[str]:
        return [value.decode("latin-1").strip() for one, value in self._headers if one.lower() == name]


async def _both_ways(*streams: tuple[asyncio.StreamReader, asyncio.StreamWriter]) -> None:
    """Copy each stream until one of them ends."""
    tasks = [asyncio.create_task(_copy(*pair)) for pair in streams]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while block := await reader.read(BLOCK_BYTES):
            writer.write(block)
            await writer.drain()


async def _refuse(writer: asyncio.StreamWriter, status: int, reason: str, text: str) -> None:
    head = f"HTTP/1.1 {status} {reason}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(text)}\r\n"
    writer.write(f"{head}Retry-After: 1\r\nConnection: close\r\n\r\n{text}".encode())
    await writer.drain()


def _is_this_machine(peer: str) -> bool:
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)  # ::ffff:127.0.0.1
    return bool((mapped or address).is_loopback)
