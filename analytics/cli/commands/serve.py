"""Open the dashboard on one or more workspaces. Only this machine can open it, unless --host is another address.

A workspace can be opened while it is being built: the pages show what is finished. Press Ctrl-C to stop. For a team
use --auth and --access: people then sign in, and the access file says who may do what (docs/deploy.md).
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
import webbrowser
from collections.abc import Iterator

from analytics.access import ServerSettings
from analytics.allowed_addresses import ALLOWED
from analytics.ask.workspaces.build_queue import QUEUE
from analytics.cli.ports import FIRST_PORT, LOOPBACK, free_port
from analytics.cli.sharing import add_sharing_arguments, sharing_settings
from analytics.errors import DataloupeError
from analytics.project_files import PACKAGE
from analytics.system import separate_process, settings_folder, termination_signals

MAX_START_SECONDS = 60.0
SECONDS_BETWEEN_CHECKS = 0.1
HEALTH_PATH = "/healthz"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe serve`."""
    parser.add_argument("workspaces", nargs="+", metavar="DIR", help="workspaces that `dataloupe build` made")
    parser.add_argument("--port", type=int, help=f"default: the first free port from {FIRST_PORT}")
    parser.add_argument(
        "--host",
        default=LOOPBACK,
        help=f"the address to listen at; 0.0.0.0: all addresses of this machine; default: {LOOPBACK}",
    )
    add_sharing_arguments(parser)


def run(arguments: argparse.Namespace) -> None:
    """Serve until Ctrl-C. Raises DataloupeError for a directory that is not a workspace, a port in use, and a server
    that other machines could use without sign-in.
    """
    from analytics.workspace import open_workspace

    settings = sharing_settings(arguments)
    workspaces = [str(open_workspace(path).path.resolve()) for path in dict.fromkeys(arguments.workspaces)]
    port = free_port(arguments.host, arguments.port)
    environment = {"DATALOUPE_WORKSPACES": os.pathsep.join(workspaces), **settings.to_environment()}
    if not settings.is_local:
        environment[QUEUE] = str(settings_folder() / "build-queue")
        environment[ALLOWED] = " ".join(settings.sources_from)
    server = _start_server(command(arguments.host, port, arguments.processes), environment)
    health = f"/{settings.base_path}{HEALTH_PATH}" if settings.base_path else HEALTH_PATH
    with server, _interrupted_by(*termination_signals()):
        try:
            _wait_until_healthy(server, arguments.host, port, health)
            _announce(arguments.host, port, settings)
            if server.wait():
                raise DataloupeError(f"The dashboard's server stopped with code {server.returncode}.")
        except KeyboardInterrupt:
            server.terminate()


def command(host: str, port: int, processes: int = 1) -> list[str]:
    """The command that runs the dashboard's server. Its other options are in .streamlit/config.toml."""
    address = ["--host", host, "--port", str(port)]
    if processes == 1:
        return [sys.executable, "-m", "analytics.ui.server", *address]
    return [sys.executable, "-m", "analytics.front", *address, "--processes", str(processes)]


def _start_server(command: list[str], settings: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command,
        env=os.environ | settings | {"DATALOUPE_PARENT": str(os.getpid())},
        cwd=PACKAGE.parent,  # files in the current directory must not be imported or configure the server
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        **separate_process(),  # Ctrl-C reaches only this process, which then stops the server
    )


@contextlib.contextmanager
def _interrupted_by(*signals: signal.Signals) -> Iterator[None]:
    """Inside, these signals act as Ctrl-C."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    earlier = {one: signal.signal(one, interrupt) for one in signals}
    try:
        yield
    finally:
        for one, handler in earlier.items():
            signal.signal(one, handler)


def _wait_until_healthy(server: subprocess.Popen[bytes], host: str, port: int, path: str) -> None:
    deadline = time.monotonic() + MAX_START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise DataloupeError(
                f"The dashboard's server stopped with code {server.returncode} before it was ready. "
                "Its own messages are above."
            )
        if _is_healthy(_local_address(host), port, path):
            return
        time.sleep(SECONDS_BETWEEN_CHECKS)
    server.terminate()
    raise DataloupeError(f"The dashboard's server was not ready within {MAX_START_SECONDS:.0f} seconds.")


def _is_healthy(host: str, port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _local_address(host: str) -> str:
    """The address that reaches a server at `host` from this machine."""
    return {"0.0.0.0": LOOPBACK, "::": "::1"}.get(host, host)


def _announce(host: str, port: int, settings: ServerSettings) -> None:
    address = _local_address(host)
    url = f"http://{f'[{address}]' if ':' in address else address}:{port}"
    url += f"/{settings.base_path}" if settings.base_path else ""
    if settings.has_sign_in:
        print(f"The dashboard listens at {url}. People open it at {settings.public_url}.", flush=True)
        return
    print(f"The dashboard is at {url}. Press Ctrl-C to stop.", flush=True)
    if not settings.is_local:
        print("Warning: everyone who can reach this machine can read the data. There is no password.", flush=True)
    if sys.platform in ("darwin", "win32") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(url)
