"""Does the data still pass? Run the checks of a workspace: pass, warn or fail, a line each.

The checks are checks.yaml of the workspace, which the Checks page and --propose write. The exit code is 0 when all
pass, 1 when one warns, 2 when one fails, and 3 when the checks cannot be run: a mistake in the file or the arguments. A
missing table or column is a failure. --propose writes limits from the data itself: it draws batches from the documents
and sets limits that a batch without a change violates as rarely as --false-alarms says.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.errors import DataloupeError

if TYPE_CHECKING:
    from analytics.checks.run import Report
    from analytics.workspace import Workspace

BAD_INPUT = 3
"""The exit code for a mistake: 2 is for checks that fail."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe check`."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace to check")
    parser.add_argument("--checks", metavar="FILE", help="default: checks.yaml in the workspace")
    parser.add_argument("--json", metavar="FILE", help="write all results as JSON")
    parser.add_argument("--junit", metavar="FILE", help="write all results as JUnit XML, which CI servers show")
    parser.add_argument("--webhook", metavar="URL", help="send a summary without texts to this http(s) address")
    parser.add_argument(
        "--propose", action="store_true", help="write limits from the data itself to the file of checks"
    )
    parser.add_argument(
        "--batch", type=int, metavar="N", help="with --propose: documents of a batch; default: of the last addition"
    )
    parser.add_argument(
        "--false-alarms",
        default="5%",
        metavar="SHARE",
        help="with --propose: the share of batches without a change that violate any of the limits; default: 5%%",
    )
    parser.add_argument(
        "--schema", action=_PrintSchema, nargs=0, help="print the JSON Schema of checks.yaml for editors, and exit"
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the checks, print and write their results; gives the exit code."""
    from analytics.checks.file import NAME, load
    from analytics.checks.reporting import check_webhook, post, to_json, to_junit, webhook_summary
    from analytics.checks.results import append_results
    from analytics.checks.run import run_checks
    from analytics.checks.workspace import subject_of
    from analytics.files import write_atomically
    from analytics.workspace import open_workspace

    workspace = open_workspace(arguments.workspace)
    path = Path(arguments.checks or workspace.path / NAME)
    if arguments.propose:
        return _propose(workspace, path, arguments)
    if arguments.webhook:
        check_webhook(arguments.webhook)
    checks = load(path).checks
    if not checks:
        raise DataloupeError(f"{path} has no checks. Write them from the data with: --propose")
    report = run_checks(subject_of(workspace), checks)
    append_results(workspace.path, report, workspace.read_manifest().generation)
    _print(report)
    name = workspace.path.absolute().name
    for target, text in ((arguments.json, to_json), (arguments.junit, to_junit)):
        if target:
            write_atomically(target, text(report, name))
    if arguments.webhook:
        post(arguments.webhook, webhook_summary(report, name))
    return report.exit_code


def _propose(workspace: Workspace, path: Path, arguments: argparse.Namespace) -> int:
    """Write proposed limits; limits of other things stay as they are."""
    from analytics.checks.file import Checks, load, save
    from analytics.checks.propose import propose
    from analytics.checks.workspace import first_new

    first = first_new(workspace.read_manifest())
    connection = workspace.connect()
    proposal = propose(connection, arguments.batch, _share(arguments.false_alarms), first)
    existing = load(path) if path.is_file() else Checks()
    save(existing.with_proposed(proposal.checks), path)
    print(proposal.summary_text())
    for check in proposal.checks.checks:
        print(f"  {check.title}: {check.limit_text()}")
    print(f"Written to {path}.")
    return 0


def _print(report: Report) -> None:
    width = min(max(len(one.name) for one in report.results), 60)
    for one in report.results:
        texts = (one.value_text(), f"limit: {one.limit}", one.message)
        line = "; ".join(text for text in texts if text)
        print(f"{one.status.upper():<4}  {one.name:<{width}}  {line}")
    print(report.summary_text())


def _share(text: str) -> float:
    try:
        share = float(text.rstrip("% ")) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0.001 <= share <= 0.5:
        raise DataloupeError(f"--false-alarms must be a share from 0.1% to 50%, not {text!r}.")
    return share


class _PrintSchema(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *arguments: Any, **keywords: Any) -> None:
        from analytics.checks.schema import schema_text

        print(schema_text(), end="")
        parser.exit()
