"""`python -m benchmarks.sessions.editors WORKSPACE --editors 20 --minutes 10 --kills 10`: a server that dies.

Each editor is a visit. Every second one decides: it excludes a source, again and again, with a reason that nobody else
gives. The others label, each under a name of its own. The server is killed with SIGKILL at random moments and started
again. At the end each change that an editor saw confirmed must be in the recipe exactly once, and in the audit table;
each answer after which the next item came must be in the annotations exactly once, and nobody else has its item.
The workspace is copied first; it needs as many documents as there are answers.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import websockets

from analytics.annotations import read_events, save_schema, schema_from_yaml
from analytics.ask.filters import Values
from analytics.ask.selection import Selection
from analytics.recipe.file import NAME, load
from analytics.workspace.audit import read_audit
from benchmarks.sessions.visit import Run, Visit, visit

THINK_SECONDS = 5.0
SCHEMA, ANSWERS = "topic", ["good", "bad"]
LOST_CONNECTION = (OSError, ConnectionError, websockets.WebSocketException, asyncio.TimeoutError, StopIteration)


@dataclass
class Done:
    """What the editors saw: reasons of confirmed changes, ids of answers after which the next item came or did not, and
    tries that the server ended.
    """

    confirmed: list[str] = field(default_factory=list)
    answered: list[str] = field(default_factory=list)
    not_taken: list[str] = field(default_factory=list)
    interrupted: int = 0


@contextlib.contextmanager
def server(workspace: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A dashboard that answers at the port."""
    command = [sys.executable, "-m", "analytics.ui.server", "--host", "127.0.0.1", "--port", str(port)]
    environment = os.environ | {"DATALOUPE_WORKSPACES": str(workspace)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True
    ) as one:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        try:
            yield one
        finally:
            if sys.exc_info()[0]:
                one.kill()


async def edit(address: str, editor: int, until: float, chance: random.Random, done: Done) -> None:
    """One editor: decides until the time is over, and comes back after each end of the server."""
    number = 0
    while time.monotonic() < until:
        with contextlib.suppress(*LOST_CONNECTION):
            async with visit(address, {}) as opened:
                while time.monotonic() < until:
                    reason, number = f"editor {editor} change {number}", number + 1
                    done.interrupted += 1
                    if await _exclude(opened, reason):
                        done.confirmed.append(reason)
                    done.interrupted -= 1
                    await asyncio.sleep(chance.expovariate(1 / THINK_SECONDS))
        await asyncio.sleep(0.5)


async def label(address: str, person: str, until: float, chance: random.Random, done: Done) -> None:
    """One person who labels until the time is over, and comes back after each end of the server."""
    query = f"schema={SCHEMA}&annotator={person}"
    while time.monotonic() < until:
        with contextlib.suppress(*LOST_CONNECTION):
            async with visit(address, {}) as opened:
                queue, item = _queue(await opened.run("label", query, seconds=60))
                while time.monotonic() < until:
                    opened.trigger(queue, "act", {"id": item, "action": "answer", "value": chance.choice(ANSWERS)})
                    answered, done.interrupted = item, done.interrupted + 1
                    _, item = _queue(await opened.run("label", query, seconds=60))
                    opened.release()
                    done.interrupted -= 1
                    (done.not_taken if item == answered else done.answered).append(answered)
                    await asyncio.sleep(chance.expovariate(1 / THINK_SECONDS))
        await asyncio.sleep(0.5)


def _queue(run: Run) -> tuple[str, str]:
    """The component of the queue, and the id of the answer to its item. Raises StopIteration when no item is left."""
    elements = [one.delta.new_element for one in run.messages if one.WhichOneof("type") == "delta"]
    queue = next(
        one.bidi_component
        for one in elements
        if one.WhichOneof("type") == "bidi_component" and "queue" in one.bidi_component.component_name
    )
    return queue.id, json.loads(queue.json)["id"]


async def _exclude(opened: Visit, reason: str) -> bool:
    """Exclude a source with this reason; whether the page said that the step is added."""
    selection = Selection((Values("documents", "source", (reason,)),)).to_url()
    query = f"sel={selection}"
    page = await opened.run("data", query, seconds=60)
    elements = [one.delta.new_element for one in page.messages if one.WhichOneof("type") == "delta"]
    why = next(
        one.text_input.id
        for one in elements
        if one.WhichOneof("type") == "text_input" and "decide-why" in one.text_input.id
    )
    exclude = next(
        one.button.id for one in elements if one.WhichOneof("type") == "button" and "decide-exclude" in one.button.id
    )
    opened.write(why, reason)
    opened.click(exclude)
    answer = await opened.run("data", query, seconds=60)
    opened.release()
    return _says(answer, "See Decisions")


def _says(run: Run, text: str) -> bool:
    elements = [one.delta.new_element for one in run.messages if one.WhichOneof("type") == "delta"]
    return any(text in one.toast.body for one in elements if one.WhichOneof("type") == "toast")


def check(workspace: Path, done: Done) -> dict[str, object]:
    """What was lost, doubled, or is not in the audit table."""
    reasons = Counter(step.reason for step in load(workspace / NAME).steps)
    audited = Counter(
        step.rpartition("Reason: ")[2]
        for one in read_audit(workspace)
        if one["what"] == "added a step"
        for step in one["after"]
    )
    events = read_events(workspace)
    answers, items = Counter(one.annotation_id for one in events), Counter(one.item for one in events)
    return {
        "answered": len(done.answered),
        "in_the_annotations": len(events),
        "not_taken": done.not_taken,
        "lost_answers": [one for one in done.answered if not answers[one]],
        "doubled_answers": [one for one, count in answers.items() if count > 1],
        "items_of_two_people": [one for one, count in items.items() if count > 1],
        "confirmed": len(done.confirmed),
        "in_the_recipe": sum(reasons.values()),
        "lost": [one for one in done.confirmed if not reasons[one]],
        "doubled": [one for one, count in reasons.items() if count > 1],
        "not_audited": [one for one in reasons if not audited[one]],
        "audited_but_absent": [one for one in audited if not reasons[one]],
    }


async def run(workspace: Path, port: int, arguments: argparse.Namespace) -> Done:
    """Editors at work, and kills at random moments."""
    chance, done, until = random.Random(arguments.seed), Done(), time.monotonic() + arguments.minutes * 60
    kills = sorted(chance.uniform(0.1, 0.9) * arguments.minutes * 60 for _ in range(arguments.kills))
    address, start = f"http://127.0.0.1:{port}", time.monotonic()

    async def serve() -> None:
        for moment in [*kills, None]:
            with server(workspace, port) as process:
                end = until + 20 if moment is None else start + moment
                while time.monotonic() < end and (moment is not None or not all(one.done() for one in editors)):
                    await asyncio.sleep(0.1)
                process.send_signal(signal.SIGKILL if moment is not None else signal.SIGTERM)

    editors = [
        asyncio.create_task(
            label(address, f"person {editor}", until, random.Random(chance.random()), done)
            if editor % 2
            else edit(address, editor, until, random.Random(chance.random()), done)
        )
        for editor in range(arguments.editors)
    ]
    await asyncio.gather(serve(), *editors)
    return done


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.sessions.editors")
    parser.add_argument("workspace")
    parser.add_argument("--editors", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="editors-") as folder:
        copy = Path(shutil.copytree(arguments.workspace, Path(folder) / "workspace"))
        for name in (NAME, "audit.jsonl", "annotations.jsonl"):
            (copy / name).unlink(missing_ok=True)
        save_schema(copy, schema_from_yaml(SCHEMA, f"kind: choice\nchoices: {json.dumps(ANSWERS)}\n"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        done = asyncio.run(run(copy, port, arguments))
        report = check(copy, done)
    print(json.dumps(report, indent=1))
    sys.exit(any(value for value in report.values() if isinstance(value, list)))


if __name__ == "__main__":
    main()
