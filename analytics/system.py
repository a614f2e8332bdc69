"""What differs between operating systems, in one place: processors, users, signals, processes."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any


def available_processors() -> int:
    """How many processors this process may use. macOS and Windows only say how many there are."""
    if hasattr(os, "process_cpu_count"):  # Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def user_id() -> int | None:
    """The number of the user who runs this process; None on Windows, where users have none."""
    return os.getuid() if hasattr(os, "getuid") else None


def termination_signals() -> tuple[signal.Signals, ...]:
    """The signals by which this system asks a process to end: a closed terminal sends SIGHUP, on Windows SIGBREAK."""
    names = ("SIGTERM", "SIGHUP", "SIGBREAK")
    return tuple(getattr(signal, name) for name in names if hasattr(signal, name))


def heed_interrupts() -> None:
    """Let SIGINT end this process, also when the shell that started it in the background made it ignore SIGINT: Cancel
    in the dashboard sends it.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def end_thread(thread: threading.Thread) -> None:
    """Raise SystemExit in a thread when it next runs Python code, as Ctrl-C raises KeyboardInterrupt in the main one. A
    kernel or query that runs goes on to its end.
    """
    if thread.ident is not None and thread.is_alive():
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))


@contextlib.contextmanager
def without_main() -> Iterator[None]:
    """Start processes that do not run the script of this process again: a notebook or a script without a guard would
    do its work once more in each of them, and a page of Streamlit is the script of the process that shows it.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def separate_process() -> dict[str, Any]:
    """Arguments of `subprocess.Popen` for a process that Ctrl-C in our terminal does not reach."""
    if os.name == "nt":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined, unused-ignore]
    return {"start_new_session": True}


def lower_priority(pid: int, niceness: int) -> None:
    """Let a process and its later threads have less of the processor, by a niceness from 1 to 19 (POSIX). It has no
    effect on Windows.
    """
    with contextlib.suppress(AttributeError, OSError):  # a process that has just ended, or that has less already
        os.setpriority(os.PRIO_PROCESS, pid, niceness)


def give_way(pid: int) -> None:
    """Let all threads of a process compute only what others leave. On Linux all others come first at once (SCHED_IDLE);
    other POSIX systems know the niceness only, and Windows has neither.
    """
    lower_priority(pid, 19)
    with contextlib.suppress(AttributeError, OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            lower_priority(int(thread.name), 19)
            os.sched_setscheduler(int(thread.name), os.SCHED_IDLE, os.sched_param(0))


@contextlib.contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let BLAS use one thread for each caller: the callers are threads themselves. Its limit is one of the process, so
    functions that set it at the same time would end with each other's, unless it is the same all around them.
    """
    import scipy.linalg  # noqa: F401 - has a BLAS of its own, which cannot be limited before it is loaded
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1, "blas"):
        yield


def limit_process(memory: int, processor_seconds: int | None) -> list[str]:
    """Limit the memory and processor time of this process, and let it write to no file.

    Gives the names of the limits that this system does not enforce: Windows has none of them, macOS none for memory.
    """
    limits = {"memory": ("RLIMIT_AS", memory), "file size": ("RLIMIT_FSIZE", 0), "core dumps": ("RLIMIT_CORE", 0)}
    if processor_seconds:
        limits["processor time"] = ("RLIMIT_CPU", processor_seconds)
    return [name for name, (resource, value) in limits.items() if not _set_limit(resource, value)]


def limit_memory(size: int) -> bool:
    """Limit what this process and its children take, in bytes: their heaps, arrays and stacks, but not files that they
    map for reading. Whether the system enforces it; only Linux does.
    """
    return sys.platform == "linux" and _set_limit("RLIMIT_DATA", size)


def total_memory() -> int | None:
    """Bytes of memory that this machine has, or that its container may take; None where the system does not say."""
    try:
        sizes = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    except (AttributeError, ValueError, OSError):
        return None
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with contextlib.suppress(OSError, ValueError):  # not Linux, or "max"
            sizes.append(int(Path(file).read_text()))
    return min(sizes)


def memory_limit() -> int | None:
    """The limit of this process in bytes; None where there is none."""
    try:
        import resource

        soft = resource.getrlimit(resource.RLIMIT_DATA)[0]
    except (ImportError, AttributeError):
        return None
    return None if soft == resource.RLIM_INFINITY else soft


def _set_limit(name: str, value: int) -> bool:
    """Whether the system took the limit."""
    try:
        import resource

        number = getattr(resource, name)
        _, hard = resource.getrlimit(number)
        resource.setrlimit(number, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))
    except (ImportError, AttributeError, ValueError, OSError):
        return False
    return True


def release_memory() -> None:
    """Give memory that was freed back to the system. Glibc and Arrow keep it: after a million texts some 3 GB."""
    import pyarrow as pa

    pa.default_memory_pool().release_unused()
    with contextlib.suppress(OSError, AttributeError, TypeError):  # only glibc has it; Windows has no library None
        ctypes.CDLL(None).malloc_trim(0)


def lock_file(file: int) -> None:
    """Wait until no other process has locked the open file; closing it frees the lock. Windows has no such lock: there
    one call that appends is whole.
    """
    if os.name != "nt":
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX)


def settings_folder() -> Path:
    """Where the settings of the person who runs this process are, such as corrected readings."""
    if os.name == "nt" and "APPDATA" in os.environ:
        return Path(os.environ["APPDATA"]) / "dataloupe"
    return Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser() / "dataloupe"


def memory_bytes() -> int:
    """Resident memory of this process; its highest one on systems that do not say the present one."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    with contextlib.suppress(ImportError):
        import resource

        highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return int(highest if sys.platform == "darwin" else highest * 1024)
    return 0
