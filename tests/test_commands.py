"""What tests start ends with them, also when they are killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.commands import DATALOUPE, ROOT

START = f"""
import subprocess, sys, time
sys.path.insert(0, {str(ROOT)!r})
from tests.commands import DATALOUPE, end_with_parent
program, flag, code = DATALOUPE
waiting = code.partition("from analytics")[0] + "import time; print('there', flush=True); time.sleep(600)"
for command, more in (([program, flag, waiting], {{}}), (["sleep", "600"], {{"preexec_fn": end_with_parent}})):
    started = subprocess.Popen(command, stdout=subprocess.PIPE, **more)
    if not more:
        started.stdout.readline()
    print(started.pid, flush=True)
time.sleep(600)
"""


def is_running(pid):
    try:
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    except ChildProcessError:  # a process of somebody else
        stat = Path(f"/proc/{pid}/stat")
        return stat.exists() and ") Z " not in stat.read_text()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends a process with the one that started it")
def test_a_command_and_a_browser_end_when_the_tests_are_killed():
    assert DATALOUPE[0] == sys.executable
    with subprocess.Popen([sys.executable, "-c", START], stdout=subprocess.PIPE, text=True) as tests:
        pids = [int(tests.stdout.readline()) for _ in range(2)]
        assert all(map(is_running, pids))
        os.kill(tests.pid, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(is_running, pids))
