"""How will files be read, and how are they read after a correction? A process of its own parses them and answers."""

from __future__ import annotations

import contextlib
import json
import queue
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analytics.ask.workspaces.build_command import ROOT
from analytics.errors import DataloupeError
from analytics.system import separate_process

COMMAND = (sys.executable, "-m", "analytics.cli.inspection_worker")
INSPECT_SECONDS = 60.0


@dataclass(frozen=True)
class InputFile:
    """One input of a build: its name, format and size."""

    name: str
    format: str
    bytes: int


@dataclass(frozen=True)
class FormField:
    """A field of the form that corrects a reading: its value, and [(option, example values)]."""

    name: str
    value: str
    options: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True)
class InputReading:
    """How one input is read.

    `confidence` is None where nothing was inferred. `correction` is what a person changed, None if nothing; with a
    `corrected_on` it was remembered from that day. `preview` has `counts`, `examples`, `ratings`, `comparisons` and
    `rejects`. `file_options` are those of tables and web pages, None for other files. `joins` are other files
    with more about the same records.
    """

    structure: str
    joins: Sequence[str]
    kind: str
    title: str
    confidence: float | None
    is_certain: bool
    reasons: Sequence[str]
    alternatives: Sequence[Mapping[str, Any]]
    form: Sequence[FormField]
    file_options: Mapping[str, str] | None
    rating_paths: Sequence[tuple[str, Sequence[str]]]
    preview: Mapping[str, Any]
    yaml: str | None
    correction: Mapping[str, Any] | None

    @property
    def corrected_on(self) -> str:
        """The day of a remembered correction; "" if there is none, or one that is not remembered yet."""
        return str((self.correction or {}).get("corrected_on") or "")


def list_inputs(
    sources: Sequence[str], options: Mapping[str, Any] | None = None, stamp: Any = None
) -> tuple[int, list[InputFile]]:
    """The number of inputs in `sources`, and the first 50 of them. `stamp` changes when the files change.

    Raises DataloupeError when they cannot be read.
    """
    answer = _ask(do="inputs", sources=_absolute(sources), options=dict(options or {}), stamp=stamp)
    return answer["inputs"], [InputFile(**facts) for facts in answer["first"]]


def read_input(
    sources: Sequence[str],
    number: int,
    correction: Mapping[str, Any] | None = None,
    change: tuple[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    stamp: Any = None,
) -> InputReading:
    """How input `number` of the sources is read with a correction (None: the remembered one, if there is one), after
    the `change` (field, value) of the form. Raises DataloupeError for a change or a file that cannot be read.
    """
    request = {"input": number, "correction": correction, "change": change, "stamp": stamp}
    facts = _ask(do="read", sources=_absolute(sources), options=dict(options or {}), **request)
    return InputReading(**{**facts, "form": [FormField(**one) for one in facts["form"]]})


def remember_correction(structure: str, correction: Mapping[str, Any], file: str) -> None:
    """Read all files of this structure as corrected from now on, also by the command."""
    _ask(do="remember", structure=structure, correction=dict(correction), file=file)


def forget_correction(structure: str) -> None:
    """Read files of this structure as inferred again."""
    _ask(do="forget", structure=structure)


def _absolute(sources: Sequence[str]) -> list[str]:
    return [str(Path(source).expanduser().absolute()) for source in sources]


class _Worker:
    """The process that answers, started at the first request, and again when it has ended or took too long."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._answers: queue.Queue[str] = queue.Queue()

    def ask(self, request: Mapping[str, Any]) -> dict[str, Any]:
        with self._lock:
            process = self._running()
            with contextlib.suppress(OSError):
                process.stdin.write(json.dumps(request) + "\n")  # type: ignore[union-attr]
                process.stdin.flush()  # type: ignore[union-attr]
            try:
                line = self._answers.get(timeout=INSPECT_SECONDS)
            except queue.Empty:
                process.kill()
                raise DataloupeError(
                    f"The inspection took longer than {INSPECT_SECONDS:.0f} seconds. Choose fewer files."
                ) from None
        if not line:
            raise DataloupeError("The inspection ended without an answer. The file may be too large for the memory.")
        return dict(json.loads(line))

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._answers = queue.Queue()
            self._process = subprocess.Popen(
                COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, encoding="utf-8", **separate_process(),
            )  # fmt: skip
            threading.Thread(target=_forward, args=(self._process, self._answers), daemon=True).start()
        return self._process


def _forward(process: subprocess.Popen[str], answers: queue.Queue[str]) -> None:
    """Put each line of the process into the queue, and "" at its end."""
    assert process.stdout is not None
    for line in process.stdout:
        answers.put(line)
    answers.put("")


_WORKER = _Worker()


def _ask(**request: Any) -> dict[str, Any]:
    answer = _WORKER.ask(request)
    if "error" in answer:
        raise DataloupeError(str(answer["error"]))
    return answer
