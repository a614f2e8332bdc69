"""A Spark Connect server for tests: Sail, in a process of its own, once a session."""

from __future__ import annotations

import sys

from pysail.spark import SparkConnectServer  # type: ignore[import-not-found, unused-ignore]


def main() -> None:
    """Serve on a free port of the loopback, which is printed, until the standard input is closed."""
    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    print(f"sc://{host}:{port}", flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
