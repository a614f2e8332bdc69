"""The pictures of the README: `python -m tests.browser.screenshots WORKSPACE FOLDER [PAGE...]`, each page in light and
dark.
"""

import sys
from pathlib import Path

from tests.browser.driver import PAGES, Browser, link
from tests.commands import serving


def main(workspace: str, folder: str, *pages: str) -> None:
    with serving(Path(workspace)) as address, Browser() as browser:
        for theme in ("light", "dark"):
            browser.theme(theme)
            for page in pages or PAGES:
                browser.open(link(address, page))
                browser.settle(2.0)  # charts are drawn after the script has ended
                browser.screenshot(Path(folder) / f"{page}-{theme}.png")
                print(f"{folder}/{page}-{theme}.png", *browser.problems(address), sep="\n  ")


if __name__ == "__main__":
    main(*sys.argv[1:])
