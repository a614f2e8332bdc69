"""Write one self-contained page about a workspace, for people who have no dashboard: it works from an e-mail, offline,
and prints.

It shows no text of any document unless --with-texts asks for it, and then with personal data masked; groups of few
users are left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from analytics.errors import DataloupeError
from analytics.files import write_atomically


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What `dataloupe report` takes."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace to report on")
    parser.add_argument("--out", required=True, metavar="FILE", help="where to write it: report.html")
    parser.add_argument(
        "--sections",
        metavar="NAME,...",
        help="contents, topics, repeats, quality, happiness, slices, preferences, decisions, data; default: all there is something for",
    )
    parser.add_argument("--with-texts", action="store_true", help="show a document of each theme, personal data masked")
    parser.add_argument(
        "--least-users", type=int, default=10, metavar="N", help="leave out groups of fewer users; default: 10"
    )


def run(arguments: argparse.Namespace) -> None:
    """Write the page whole or not at all."""
    from analytics.report import ReportOptions, report
    from analytics.workspace import open_workspace

    if arguments.least_users < 1:
        raise DataloupeError(f"--least-users cannot be {arguments.least_users} - 1 leaves nothing out")
    sections = (
        tuple(name.strip() for name in arguments.sections.split(",") if name.strip()) if arguments.sections else None
    )
    page = report(
        open_workspace(arguments.workspace), ReportOptions(sections, arguments.with_texts, arguments.least_users)
    )
    out = Path(arguments.out)
    write_atomically(out, page)
    print(f"{out}: {len(page.encode()) / 1e6:.1f} MB")
