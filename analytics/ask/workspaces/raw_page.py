"""What did the web page look like from which a document was extracted?"""

from __future__ import annotations

import subprocess
from pathlib import Path

from analytics.ask.workspaces.build_command import COMMAND, ROOT, error_line
from analytics.errors import DataloupeError

SECONDS = 30.0


def raw_page(workspace: Path, doc_id: int) -> str:
    """The HTML of the page. Another process parses the archive, so that a broken one cannot end the dashboard.

    Raises DataloupeError when there is no page, or its file is not there any more.
    """
    command = [*COMMAND, "page", str(workspace), str(doc_id)]
    try:
        result = subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise DataloupeError(f"The page could not be read in {SECONDS:.0f} seconds.") from None
    if result.returncode:
        reason = error_line(result.stderr.decode("utf-8", "replace"))
        raise DataloupeError(reason or f"Reading the page ended with exit code {result.returncode}.")
    return result.stdout.decode("utf-8", "replace").removesuffix("\n")
