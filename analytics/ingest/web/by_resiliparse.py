"""The main text of a page by resiliparse: many times faster than trafilatura (resiliparse.chatnoir.eu)."""

from __future__ import annotations

from importlib.util import find_spec

from analytics.ingest.file_records import missing_extra


def check() -> None:
    """Raises Unreadable when resiliparse is not installed."""
    if find_spec("resiliparse") is None:
        raise missing_extra("The content of a web page", "resiliparse")


def main_text(html: str) -> str:
    """The main text, one line for each block; "" when there is none."""
    from resiliparse.extract.html2text import extract_plain_text

    return str(extract_plain_text(html, main_content=True, alt_texts=False, comments=True))
