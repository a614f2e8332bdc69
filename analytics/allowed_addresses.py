"""From which servers may files be read? On a shared dashboard only from those that its owner named.

`dataloupe serve --sources-from https://data.example.org s3://bucket` names them; the environment carries them to the
processes that build. Without the variable, as on the command line, a person may name every address.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from urllib.parse import urlsplit

from analytics.errors import DataloupeError

ALLOWED = "DATALOUPE_SOURCES_FROM"
"""The environment variable with the origins of which files may be read, separated by spaces; "" allows none."""
DEFAULT_PORTS = {"http": 80, "https": 443}


def origin(address: str) -> str:
    """scheme://host[:port] of an address, in small letters and without the port that the scheme has anyway.

    Raises DataloupeError for what has no host, or a name and password.
    """
    try:
        parsed = urlsplit(address)
        port, host, has_name = parsed.port, parsed.hostname, "@" in parsed.netloc
    except ValueError:
        host = None
    if not host or not parsed.scheme or has_name:
        raise DataloupeError(f"{address!r} does not name a server: it must begin like https://data.example.org.")
    shown = f"[{host}]" if ":" in host else host
    return f"{parsed.scheme}://{shown}" + (f":{port}" if port not in (None, DEFAULT_PORTS.get(parsed.scheme)) else "")


def is_allowed(address: str, origins: Iterable[str]) -> bool:
    """Whether an address is below one of these origins."""
    try:
        return origin(address) in set(origins)
    except DataloupeError:
        return False


def is_restricted() -> bool:
    """Whether this process may read from some servers only."""
    return ALLOWED in os.environ


def require_allowed(address: str) -> None:
    """Raises DataloupeError when this process may not read from the server of the address."""
    if is_restricted() and not is_allowed(address, os.environ[ALLOWED].split()):
        raise DataloupeError("This dashboard does not read from that server (`dataloupe serve --sources-from`).")
