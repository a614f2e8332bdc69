"""Run every benchmark of this folder in a process of its own: `python -m benchmarks`, or those named after it."""

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

TOOLS = {"choice", "environments", "scale_sets", "spark_cluster"}
"""Modules that make something for a measurement, from arguments or until they are stopped, and measure nothing."""


def names() -> list[str]:
    """The benchmarks, in the order in which they run."""
    modules = {path.stem for path in Path(__file__).parent.glob("[a-z]*.py")}
    return sorted(modules - TOOLS)


def main(chosen: Sequence[str] = ()) -> int:
    """Run those that are named, or all, even after a failure; gives 1 if one failed."""
    if unknown := sorted(set(chosen) - set(names())):
        print(f"There is no benchmark {unknown[0]!r}. There are: {', '.join(names())}.")
        return 1
    failed = []
    for name in chosen or names():
        print(f"\n{name}\n{'=' * len(name)}", flush=True)
        started = time.monotonic()
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            failed.append(name)
        print(f"({time.monotonic() - started:.0f} s)", flush=True)
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll benchmarks ran.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
