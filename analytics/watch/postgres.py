"""The address of a PostgreSQL table, `postgresql://[USER@]HOST[:PORT]/DATABASE#TABLE?watermark=COLUMN`.

The password comes from the environment (PGPASSWORD) or from ~/.pgpass, as libpq documents. An address with a password
is refused and never repeated: other users of the machine see the arguments of a command.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pyarrow as pa

from analytics.errors import DataloupeError

SCHEMES = ("postgresql:", "postgres:")
FORM = "postgresql://[USER@]HOST[:PORT]/DATABASE#TABLE?watermark=COLUMN"
_SOURCE = re.compile(r"(?i:postgres(?:ql)?)(?P<server>://[^#]*)#(?P<table>[^#?]+)\?watermark=(?P<column>[^?&#]+)")
_PASSWORD = re.compile(r"//[^@]*:[^@]*@")
SECRETS = {"password", "sslpassword"}
DEFAULTS = {
    "connect_timeout": "10",
    "tcp_user_timeout": "60000",
    "keepalives_idle": "30",
    "application_name": "dataloupe",
}
"""Parameters of libpq: a server that does not answer is given up."""
SETTINGS = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",
    "SET standard_conforming_strings = on",
    "SET datestyle = 'ISO, YMD'",
    "SET timezone = 'UTC'",
    "SET extra_float_digits = 1",
    "SET bytea_output = 'hex'",
    "SET intervalstyle = 'iso_8601'",
)
"""All queries of a look see the same rows, and values have one text, whatever the server is set to."""


@dataclass(frozen=True)
class PostgresTable:
    """A table, its watermark column, and the server without a password."""

    server: str
    table: str
    column: str

    def describe(self) -> str:
        """`table messages of 10.0.0.1:5432/app`."""
        return f"Table {self.table} of {self.server.partition('?')[0].removeprefix('://').rpartition('@')[2]}"


def parse(source: str) -> PostgresTable:
    """The table of an address. Raises DataloupeError for another form, and for one with a password."""
    server = source.partition("#")[0]
    names = {name.lower() for name, _ in parse_qsl(server.partition("?")[2], keep_blank_values=True)}
    if _PASSWORD.search(source) or names & SECRETS or re.search(r"[?&](ssl)?password=", source, re.IGNORECASE):
        raise DataloupeError(
            "A PostgreSQL source contains a password. Set PGPASSWORD in the environment, or write it into ~/.pgpass."
        )
    matched = _SOURCE.fullmatch(source)
    if not matched:
        raise DataloupeError(f"A PostgreSQL source cannot be read. Write: {FORM}.")
    return PostgresTable(matched["server"], matched["table"], matched["column"])


@contextmanager
def reading(table: PostgresTable) -> Iterator[Any]:
    """A cursor in a transaction that only reads. Raises DataloupeError, in one line, for each error of the server."""
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise DataloupeError(
            "postgresql:// sources need the package adbc-driver-postgresql: pip install 'dataloupe[postgresql]'."
        ) from None
    try:
        with closing(dbapi.connect(_uri(table))) as connection, closing(connection.cursor()) as cursor:
            for setting in SETTINGS:
                cursor.execute(setting)
            yield cursor
    except (dbapi.Error, pa.ArrowException, OSError) as error:
        raise DataloupeError(f"{table.describe()} cannot be read: {_one_line(error)}.") from None


def _uri(table: PostgresTable) -> str:
    named = dict(parse_qsl(urlsplit(f"postgresql{table.server}").query))
    added = [f"{name}={value}" for name, value in DEFAULTS.items() if name not in named]
    return f"postgresql{table.server}{'&' if '?' in table.server else '?'}{'&'.join(added)}"


def _one_line(error: Exception) -> str:
    """The first line of what the server says, without the prefixes of the driver and without the password."""
    line = next(iter(str(error).strip().splitlines()), type(error).__name__)
    line = re.sub(r"^[A-Z_]+: |\[libpq\] |Failed to [a-z ]+: |Query failed: |(ERROR|FATAL):\s+", "", line).strip(" .")
    line = re.sub(r"^Failed to [a-z ]+: |(ERROR|FATAL):\s+", "", line)
    password = os.environ.get("PGPASSWORD")
    return line.replace(password, "***") if password else line
