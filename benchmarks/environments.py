"""A Python environment of its own for each peer, beside the project's: peers bring dependencies that the project must
not have.
"""

import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent / "environments"


def environment(name: str, requirements: Sequence[str]) -> Path:
    """The Python of the environment `name`, which is made with `requirements` when it is not there yet, or holds
    others.

    Raises SystemExit with pip's last words when they cannot be installed.
    """
    folder = FOLDER / name
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    done = folder / "requirements.txt"
    wanted = "\n".join(requirements)
    if done.is_file() and done.read_text() == wanted:
        return python
    print(
        f"installing {', '.join(requirements)} into {folder.relative_to(FOLDER.parents[1])} (once)",
        file=sys.stderr,
        flush=True,
    )
    venv.create(folder, clear=True, with_pip=True)
    ran = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", *requirements], capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise SystemExit(f"cannot install {', '.join(requirements)}: {ran.stderr.strip().splitlines()[-1]}")
    done.write_text(wanted)
    return python
