"""Several server processes behind one address: `dataloupe serve --processes N`.

A visit lives in the process in which it began. `relay` therefore sends all requests of a browser to the same process,
which a cookie names; `processes` starts the processes, and starts those again that end. The processes share nothing but
the files of the workspaces, whose writers lock them.
"""

COOKIE = "dataloupe_process"
"""The cookie with the number of the process in which the visits of a browser are."""

PROCESS = "DATALOUPE_PROCESS"
"""The environment variable with the number of a process, from 1."""
