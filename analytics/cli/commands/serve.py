"""Open the dashboard on one or more workspaces, for this machine only unless --host says otherwise.

It may be opened while a workspace is still being built: pages show what there is. Ctrl-C ends it.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator

from analytics.errors import DataloupeError
from analytics.project_files import PACKAGE, project_file
from analytics.system import separate_process, termination_signals

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8501
PORTS_TRIED = 100
SECONDS_TO_START = 60.0
HEALTH = "/_stcore/health"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe serve` takes."""
    parser.add_argument("workspaces", nargs="+", metavar="DIR", help="workspaces, each made by `dataloupe build`")
    parser.add_argument("--port", type=int, help=f"default: the first free one from {FIRST_PORT}")
    parser.add_argument(
        "--allow-uploads",
        action="store_true",
        help="let people upload files and build also where --host is not of this machine alone",
    )
    parser.add_argument(
        "--host",
        default=LOOPBACK,
        help=f"the address to listen at, 0.0.0.0 for all of this machine's; default: {LOOPBACK}",
    )


def run(arguments: argparse.Namespace) -> None:
    """Serve until interrupted. Raises DataloupeError for a directory that is no workspace, or a port that is taken."""
    from analytics.workspace import open_workspace

    workspaces = [str(open_workspace(path).path.resolve()) for path in dict.fromkeys(arguments.workspaces)]
    port = _free_port(arguments.host, arguments.port)
    server = subprocess.Popen(
        command(arguments.host, port),
        env=os.environ
        | {
            "DATALOUPE_WORKSPACES": os.pathsep.join(workspaces),
            "DATALOUPE_UPLOADS": "1" if arguments.allow_uploads else "",
        },
        # so that nothing in the folder a person happens to be in is imported or configures the server
        cwd=PACKAGE.parent,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        **separate_process(),  # Ctrl-C comes to us alone, and we end the server in order
    )
    with server, _ended_by(*termination_signals()):
        try:
            _wait_until_it_answers(server, arguments.host, port)
            _announce(arguments.host, port)
            if server.wait():
                raise DataloupeError(f"the dashboard's server stopped with code {server.returncode}")
        except KeyboardInterrupt:
            server.terminate()


@contextlib.contextmanager
def _ended_by(*signals: signal.Signals) -> Iterator[None]:
    """Let these signals end what is inside as Ctrl-C does."""

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    before = {one: signal.signal(one, end) for one in signals}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def command(host: str, port: int) -> list[str]:
    """The command that runs the dashboard's server."""
    options = (
        "--server.headless=true",
        "--logger.level=warning",
        f"--server.address={host}",
        f"--server.port={port}",
    )  # all others stand in .streamlit/config.toml
    return [sys.executable, "-m", "analytics.ui.server", "run", str(project_file("app.py")), *options]


def _free_port(host: str, asked_for: int | None) -> int:
    """The port that was asked for, or else the first free one. Raises DataloupeError when it is taken, or `host` is no
    address of this machine.
    """
    if asked_for is not None:
        if not 0 < asked_for < 65536:
            raise DataloupeError(f"there is no port {asked_for} - ports go from 1 to 65535")
        if not _is_free(host, asked_for):
            raise DataloupeError(
                f"port {asked_for} at {host} is in use - name another --port, or none to take a free one"
            )
        return asked_for
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if _is_free(host, port):
            return port
    raise DataloupeError(
        f"the ports {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} at {host} are all in use - name another --port"
    )


def _is_free(host: str, port: int) -> bool:
    try:
        family = socket.getaddrinfo(host, port)[0][0]
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except (socket.gaierror, PermissionError) as error:
        raise DataloupeError(
            f"cannot listen at {host}, port {port} ({error.strerror}) - {LOOPBACK} with a port from 1024 can be"
        ) from None
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise DataloupeError(f"{host} is no address of this machine - {LOOPBACK} and 0.0.0.0 always are") from None
        return False
    return True


def _wait_until_it_answers(server: subprocess.Popen[bytes], host: str, port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise DataloupeError(
                f"the dashboard's server stopped with code {server.returncode} before it answered - its own words are above"
            )
        if _answers(_reachable(host), port):
            return
        time.sleep(0.1)
    server.terminate()
    raise DataloupeError(f"the dashboard's server did not answer within {SECONDS_TO_START:.0f} seconds")


def _answers(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", HEALTH)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)


def _announce(host: str, port: int) -> None:
    address = _reachable(host)
    url = f"http://{f'[{address}]' if ':' in address else address}:{port}"
    print(f"The dashboard is at {url} - Ctrl-C ends it.", flush=True)
    if host not in (LOOPBACK, "localhost", "::1"):
        print(
            "Everybody who reaches this machine over the network can read the data: there is no password.", flush=True
        )
    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)
