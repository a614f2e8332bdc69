"""Choose the port of the dashboard."""

from __future__ import annotations

import errno
import socket

from analytics.errors import DataloupeError

LOOPBACK = "127.0.0.1"
FIRST_PORT = 8501
PORTS_TRIED = 100
MAX_PORT = 65535


def free_port(host: str, requested: int | None) -> int:
    """The requested port, or else the first free one.

    Raises DataloupeError if it is in use, or if `host` is not an address of this machine.
    """
    if requested is not None:
        if not 0 < requested <= MAX_PORT:
            raise DataloupeError(f"Port {requested} does not exist. Ports go from 1 to {MAX_PORT}.")
        if not _is_free(host, requested):
            raise DataloupeError(f"Port {requested} at {host} is in use. Choose another one, or omit --port.")
        return requested
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if _is_free(host, port):
            return port
    last = FIRST_PORT + PORTS_TRIED - 1
    raise DataloupeError(f"All ports from {FIRST_PORT} to {last} at {host} are in use. Choose another one with --port.")


def _is_free(host: str, port: int) -> bool:
    try:
        family = socket.getaddrinfo(host, port)[0][0]
        with socket.socket(family) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, port))
    except (socket.gaierror, PermissionError) as error:
        raise DataloupeError(
            f"The dashboard cannot listen at {host}, port {port}: {error.strerror}. "
            f"Try --host {LOOPBACK} with a port from 1024."
        ) from None
    except OSError as error:
        if error.errno == errno.EADDRNOTAVAIL:
            raise DataloupeError(
                f"{host} is not an address of this machine. {LOOPBACK} and 0.0.0.0 always are."
            ) from None
        return False
    return True
