"""Write a report on a workspace: one HTML file that works offline, in an e-mail and on paper.

It shows no text of any document without --with-texts; with it, personal data are masked. Groups with few users are not
shown.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from analytics.errors import DataloupeError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe report`."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace")
    parser.add_argument("--out", required=True, metavar="FILE", help="the file to write, such as report.html")
    parser.add_argument(
        "--sections",
        metavar="NAME,...",
        help="findings, added, contents, happiness, slices, preferences, behaviour, topics, labels, repeats, quality, "
        "personal, decisions, data; default: all sections that have content",
    )
    parser.add_argument(
        "--with-texts", action="store_true", help="show one document per topic, with personal data masked"
    )
    parser.add_argument(
        "--interactive",
        action="store_true",
        help="also write the map as a second file that zooms and searches without a server, such as report-map.html",
    )
    parser.add_argument(
        "--least-users", type=int, default=10, metavar="N", help="hide groups with fewer than N users; default: 10"
    )


def run(arguments: argparse.Namespace) -> None:
    """Write the report atomically."""
    from analytics.files import write_atomically
    from analytics.report import ReportOptions, report, report_map
    from analytics.workspace import open_workspace

    if arguments.least_users < 1:
        raise DataloupeError(
            f"--least-users cannot be {arguments.least_users}. It must be 1 or more; 1 hides no group."
        )
    names = [name.strip() for name in (arguments.sections or "").split(",")]
    sections = tuple(name for name in names if name) if arguments.sections else None
    options = ReportOptions(sections, arguments.with_texts, arguments.least_users)
    workspace, out = open_workspace(arguments.workspace), Path(arguments.out)
    pages = {out: report(workspace, options)}
    if arguments.interactive:
        pages[out.with_name(f"{out.stem}-map{out.suffix}")] = report_map(workspace, options)
    for path, page in pages.items():
        write_atomically(path, page)
        print(f"{path}: {len(page.encode()) / 1e6:.1f} MB")
