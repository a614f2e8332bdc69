"""Several server processes behind one address: `dataloupe serve --processes N`.

A visit lives in the process in which it began. `relay` therefore sends all requests of a browser to the same process,
which a cookie names; `processes` starts the processes, and starts those again that end. The processes share nothing but
the files of the workspaces, whose writers lock them.
"""

PROCESS = "DATALOUPE_PROCESS"
"""The environment variable with the number of a process, from 1."""

COOKIE = "DATALOUPE_PROCESS_COOKIE"
"""The environment variable with the name of the cookie that leads a browser to its process."""


def cookie_name(port: int) -> str:
    """The cookie with the number of the process in which the visits of a browser are.

    Browsers send a cookie to all ports of a host: the name has the port, so that each dashboard has its own.
    """
    return f"dataloupe_process_{port}"
