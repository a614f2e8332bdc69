"""Print the web page that a document was extracted from, as HTML.

The page is read again from the file of the input, so the file has to be where it was when the workspace was built.
"""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `dataloupe page`."""
    parser.add_argument("workspace", metavar="DIR", help="the workspace")
    parser.add_argument("doc_id", type=int, metavar="DOC_ID", help="the number of the document")


def run(arguments: argparse.Namespace) -> None:
    """Print the page."""
    from analytics.ingest.web.raw_pages import raw_page
    from analytics.workspace import open_workspace

    print(raw_page(open_workspace(arguments.workspace), arguments.doc_id))
