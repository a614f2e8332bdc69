"""A separate Python environment for each peer: peers need dependencies that the project must not have."""

import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent / "environments"


def environment(name: str, requirements: Sequence[str]) -> Path:
    """The Python of the environment `name`. It is made if it does not exist or has other requirements.

    Raises SystemExit with the last line of pip if the requirements cannot be installed.
    """
    folder = FOLDER / name
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    installed = folder / "requirements.txt"
    wanted, listed = "\n".join(requirements), ", ".join(requirements)
    if installed.is_file() and installed.read_text() == wanted:
        return python
    print(f"Installing {listed} into {folder.relative_to(FOLDER.parents[1])} (once)", file=sys.stderr, flush=True)
    venv.create(folder, clear=True, with_pip=True)
    command = [python, "-m", "pip", "install", "--quiet", *requirements]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{listed} cannot be installed: {ran.stderr.strip().splitlines()[-1]}")
    installed.write_text(wanted)
    return python
