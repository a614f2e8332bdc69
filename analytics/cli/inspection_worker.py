"""Answers how files are read, one request a line, for as long as the dashboard runs: `python -m` this module.

Files are parsed in this process, so that no file can stop the dashboard. It keeps the first records of the last inputs,
so that each correction of a person is answered at once. Requests and answers are JSON objects, one a line.
"""

from __future__ import annotations

import json
import os
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import IO, TYPE_CHECKING, Any

from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.ingest import Input
    from analytics.ingest.correcting.sample import Sample

MAX_SAMPLES = 4
MAX_INPUTS = 50


class Inspector:
    """Answers requests. The first chunk of at most four inputs is kept."""

    def __init__(self) -> None:
        self._samples: OrderedDict[tuple[str, str], Sample] = OrderedDict()
        self._sources: tuple[str, list[Input]] = ("", [])

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request; {"error": the reason} when it cannot be answered."""
        requests: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "inputs": self._list_inputs, "read": self._read, "remember": _remember, "forget": _forget,
        }  # fmt: skip
        try:
            return requests[request["do"]](request)
        except DataloupeError as error:
            return {"error": str(error)}
        except Exception as error:  # the next request is answered nevertheless
            return {"error": f"This file shows a bug in dataloupe: {type(error).__name__}: {error}"}

    def _list_inputs(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The number of inputs, and name, format and size of the first of them."""
        inputs = self._inputs(request)
        first = [{"name": one.name, "format": one.format, "bytes": one.size} for one in inputs[:MAX_INPUTS]]
        return {"inputs": len(inputs), "first": first}

    def _read(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """How one input is read, after a `change` of the form if there is one."""
        from analytics.ingest.correcting.correction import Correction
        from analytics.ingest.correcting.inspection import inspection
        from analytics.ingest.correcting.memory import remembered

        inputs = self._inputs(request)
        sample = self._sample(inputs[min(int(request["input"]), len(inputs) - 1)])
        correction = request.get("correction")
        options = request.get("options") or {}
        if correction is None:
            correction = {**(options.get("corrections") or {}), **remembered()}.get(sample.structure) or {}
        change = request.get("change")
        facts, _ = inspection(sample, options, Correction.from_dict(correction), tuple(change) if change else None)
        return facts

    def _inputs(self, request: Mapping[str, Any]) -> list[Input]:
        from analytics.ingest import find_inputs

        key = json.dumps([request["sources"], request.get("options"), request.get("stamp")], default=str)
        if self._sources[0] != key:
            self._sources = (key, find_inputs(request["sources"], request.get("options") or {}))
        return self._sources[1]

    def _sample(self, source: Input) -> Sample:
        from analytics.ingest.correcting.sample import Sample

        key = (source.fingerprint, json.dumps(dict(source.options), sort_keys=True))
        if key not in self._samples:
            self._samples[key] = Sample.of(source)
        self._samples.move_to_end(key)
        while len(self._samples) > MAX_SAMPLES:
            self._samples.popitem(last=False)
        return self._samples[key]


def _remember(request: Mapping[str, Any]) -> dict[str, Any]:
    from analytics.ingest.correcting.correction import Correction
    from analytics.ingest.correcting.memory import remember

    correction = Correction.from_dict(request["correction"])
    return {"correction": remember(request["structure"], correction, request["file"]).to_dict()}


def _forget(request: Mapping[str, Any]) -> dict[str, Any]:
    from analytics.ingest.correcting.memory import forget

    return {"forgotten": forget(request["structure"])}


def main() -> None:
    """Answer the requests of standard input until it is closed. What libraries print goes to standard error."""
    answers: IO[str] = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    inspector = Inspector()
    for line in sys.stdin:
        answers.write(json.dumps(inspector.answer(json.loads(line)), default=str) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
