"""The inline scripts of our pages. The browser runs no other inline script (see `headers`)."""

from __future__ import annotations

from analytics.ui.frame.opening import ACCESSIBILITY_SCRIPT
from analytics.ui.report.preview import PRINT_SCRIPT


def inline_scripts() -> list[str]:
    """The text between the tags of each script that a page adds with `st.html`."""
    return [ACCESSIBILITY_SCRIPT, PRINT_SCRIPT]
