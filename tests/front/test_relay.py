"""The front sends every request of a browser to the process of its cookie."""

import asyncio

import pytest

from analytics.front.processes import Process, Processes
from analytics.front.relay import MAX_HEAD_BYTES, Relay


class Fake:
    """A process that answers with its number and the head that it got, and repeats what follows an upgrade."""

    def __init__(self, number):
        self.number = number

    async def answer(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        if b"upgrade:" in head.lower():
            writer.write(b"HTTP/1.1 101 Switching\r\n\r\n")
            while block := await reader.read(1000):
                writer.write(f"{self.number}:".encode() + block)
                await writer.drain()
        else:
            length = int(next((one[15:] for one in head.split(b"\r\n") if one.startswith(b"Content-Length:")), b"0"))
            body = f"{self.number}\n".encode() + head + (await reader.readexactly(length) if length else b"")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
        writer.close()


def front(steps, numbers=(1, 2), down=()):
    """What `steps(send, processes)` gives, in front of fake processes; those of `down` do not listen."""

    async def run():
        processes = Processes(0, "", "dataloupe_process_8501")
        servers = []
        for number in numbers:
            process = Process(number, "", processes.cookie)
            process.is_ready = True
            processes.all.append(process)
            if number not in down:
                servers.append(await asyncio.start_server(Fake(number).answer, "127.0.0.1", process.port))
        server = await asyncio.start_server(Relay(processes).answer, "127.0.0.1", 0, limit=MAX_HEAD_BYTES)
        port = server.sockets[0].getsockname()[1]

        async def send(*lines, body=b"", target="/"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            head = "\r\n".join([f"GET {target} HTTP/1.1", "Host: here", *lines]) + "\r\n\r\n"
            writer.write(head.encode() + body)
            answer = await asyncio.wait_for(reader.read(), 10)
            writer.close()
            return answer.decode()

        try:
            return await steps(send, processes, port)
        finally:
            for one in (server, *servers):
                one.close()

    return asyncio.run(run())


def number_of(answer):
    return int(answer.split("\r\n\r\n", 1)[1].split("\n", 1)[0])


@pytest.mark.parametrize(
    ("cookie", "number"),
    [
        ("dataloupe_process_8501=2", 2),
        ("a=1; dataloupe_process_8501=2; b=3", 2),
        ("dataloupe_process_8501=1", 1),
        ('odd={"a": [1, 2]}; dataloupe_process_8501=2; x', 2),
        ("no value; =; dataloupe_process_8501=2", 2),
        ("dataloupe_process_8501=9", 1),
        ("dataloupe_process_8501=two", 1),
        ("dataloupe_process_8501=²", 1),
        ("dataloupe_process_8501=99999999999999999999", 1),
        ("other_dataloupe_process_8501=2", 1),
        ("dataloupe_process_8502=2", 1),
        ("", 1),
    ],
)
def test_the_cookie_names_the_process_and_a_wrong_one_is_any_process(cookie, number):
    async def steps(send, processes, port):
        return number_of(await send(f"Cookie: {cookie}"))

    assert front(steps) == number


def test_browsers_without_a_cookie_are_spread_over_the_processes():
    async def steps(send, processes, port):
        first = number_of(await send())
        with processes.all[0].connected():
            second = number_of(await send())
        return first, second, [process.open for process in processes.all]

    assert front(steps) == (1, 2, [0, 0])


def test_a_parameter_names_the_process_whose_figures_are_wanted():
    async def steps(send, processes, port):
        return number_of(await send("Cookie: dataloupe_process_8501=1", target="/metrics?process=2"))

    assert front(steps) == 2


def test_the_parameter_of_a_page_does_not_lead_a_browser_away_from_its_process():
    async def steps(send, processes, port):
        return number_of(await send("Cookie: dataloupe_process_8501=1", target="/overview?process=2"))

    assert front(steps) == 1


def test_a_process_that_does_not_answer_is_replaced_by_another():
    async def steps(send, processes, port):
        return number_of(await send("Cookie: dataloupe_process_8501=2")), processes.all[1].is_ready

    assert front(steps, down=(2,)) == (1, False)


def test_without_any_process_the_answer_says_so():
    async def steps(send, processes, port):
        return await send()

    assert front(steps, down=(1, 2)).startswith("HTTP/1.1 503 ")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.1\r\nX: " + b"a" * (MAX_HEAD_BYTES + 1) + b"\r\n\r\n", b"431"),
        (b"HELLO\r\n\r\n", b"400"),
        (b"GET /a b HTTP/1.1\r\n\r\n", b"400"),
        (b"GET / HTTP/2\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nA: b\r\n folded: c\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nName : b\r\n\r\n", b"400"),
    ],
)
def test_what_is_no_request_reaches_no_process(sent, status):
    async def steps(send, processes, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        line = await asyncio.wait_for(reader.readline(), 10)
        writer.close()
        return line

    assert front(steps).split()[1] == status


def test_a_connection_carries_one_request_and_its_body():
    async def steps(send, processes, port):
        return await send("Connection: keep-alive", "Content-Length: 4", body=b"bodyGET /second HTTP/1.1\r\n\r\n")

    answer = front(steps)
    assert "Connection: close" in answer and "keep-alive" not in answer
    assert answer.endswith("\r\n\r\nbody") and answer.count("HTTP/1.1 200") == 1


def test_a_request_of_this_machine_is_not_forwarded_and_one_of_another_is():
    from analytics.front.relay import Head

    head = Head(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
    for peer in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert b"Forwarded" not in head.for_process(peer)
    for peer in ("10.0.0.7", "2001:db8::1", "::ffff:10.0.0.7"):
        assert f"X-Forwarded-For: {peer}".encode() in head.for_process(peer)


def test_a_websocket_goes_both_ways_until_one_side_closes():
    async def steps(send, processes, port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"GET /ws HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nCookie: dataloupe_process_8501=2\r\n\r\n"
        )
        assert b"101" in await reader.readuntil(b"\r\n\r\n")
        answers = []
        for text in (b"one", b"two"):
            writer.write(text)
            answers.append(await asyncio.wait_for(reader.read(100), 10))
        count = processes.all[1].open
        writer.close()
        for _ in range(100):
            if not processes.all[1].open:
                break
            await asyncio.sleep(0.01)
        return answers, count, processes.all[1].open

    assert front(steps) == ([b"2:one", b"2:two"], 1, 0)
