"""The main text of a page by trafilatura: careful, and slow (trafilatura.readthedocs.io)."""

from __future__ import annotations

from importlib.util import find_spec

from analytics.ingest.file_records import missing_extra


def check() -> None:
    """Raises Unreadable when trafilatura is not installed."""
    if find_spec("trafilatura") is None:
        raise missing_extra("The content of a web page", "trafilatura")


def main_text(html: str) -> str:
    """The main text, one line for each paragraph; "" when there is none."""
    import trafilatura

    return trafilatura.extract(html, include_comments=True, include_tables=True, with_metadata=False) or ""
