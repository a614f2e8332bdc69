"""Drives the machine's own Chromium over a dashboard that `dataloupe serve` runs, and collects its problems."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from analytics.ui import contents
from tests.commands import end_with_parent

PAGES = sorted(contents.PAGES)
WIDTH, HEIGHT = 1280, 800
SECONDS = 60

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--enable-unsafe-swiftshader",
    # a page that was left ends, and does not wait for the back button with its connection and its canvases
    "--disable-features=BackForwardCache",
    # Chromium ends with its driver, also when that is killed
    "--remote-debugging-pipe",
    # pages live for seconds: to optimize their code, and to start more threads and processes, costs more than it saves
    "--js-flags=--no-opt",
    "--num-raster-threads=1",
    "--in-process-gpu",
    # a request to another host appears in the log, and is not sent
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

SETTLED = """
const app = document.querySelector('[data-testid="stApp"]');
return app !== null && app.dataset.testConnectionState === 'CONNECTED' && app.dataset.testScriptState === 'notRunning'
    && document.querySelector('h1') !== null
    && document.querySelector('[data-testid="stSkeleton"], [data-testid="stSpinner"], [data-stale="true"]') === null;
"""


def link(address: str, page: str) -> str:
    """The URL of a page; the default page is at the root."""
    return f"{address}/{'' if page == contents.START.name else page}"


def missing() -> str | None:
    """What this machine lacks for browser tests, or None."""
    lacking = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"no {' and no '.join(lacking)} on this machine" if lacking else None


class Browser:
    """A Chromium window of 1280x800, dark or light as the system would ask for."""

    def __init__(self, theme: str = "light"):
        options = webdriver.ChromeOptions()
        options.binary_location = shutil.which("chromium") or ""
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        for flag in FLAGS:
            options.add_argument(flag)
        self.driver = webdriver.Chrome(
            options=options, service=Service(shutil.which("chromedriver"), popen_kw={"preexec_fn": end_with_parent})
        )
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False},
        )
        self.theme(theme)

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        self.driver.quit()

    def kill(self) -> None:
        """End Chromium at once. Without its driver only, it would stay on the page, and run until the machine stops."""
        driver = self.driver.service.process
        children = subprocess.run(["pgrep", "-P", str(driver.pid)], capture_output=True, text=True, check=True)
        for child in children.stdout.split():
            os.kill(int(child), signal.SIGKILL)

    def theme(self, theme: str) -> None:
        """Ask for the "light" or the "dark" theme, as a system setting. The open page follows after a while,
        pages opened from now on follow at once.
        """
        self.driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": theme}]}
        )
        self.asked = theme

    def turn(self, theme: str) -> None:
        """Ask for a theme, and wait until the open page is drawn in it: five times faster than opening it again."""
        self.theme(theme)
        WebDriverWait(self.driver, SECONDS, poll_frequency=0.05).until(
            lambda _: (max(self.background()) < 64) == (theme == "dark"), f"the page did not become {theme}"
        )
        self.settle(0.3)

    def open_in_both_themes(self, url: str) -> Iterator[str]:
        """Open `url`, and give the theme that it is drawn in: first the one of the page before, which is not drawn once
        more, then the other one.
        """
        self.open(url)
        assert (max(self.background()) < 64) == (self.asked == "dark")
        yield self.asked
        self.turn("light" if self.asked == "dark" else "dark")
        yield self.asked

    def open(self, url: str) -> None:
        """Open `url` in this window, and wait until the page has run and is drawn."""
        self.start(url)
        self.settle()

    def start(self, url: str) -> None:
        """Go to `url`, whose page then runs, and forget the problems of the page before it and the window's history.

        A page of the same server takes the place of the one before it: the browser keeps its process, with the scripts
        that it has compiled, which saves three of four seconds of a processor. The window keeps fifty entries of its
        history, and first drops those that no user gesture has made, such as a map's views.
        """
        if urlsplit(self.driver.current_url).netloc != urlsplit(url).netloc:
            self.leave()
        self._forget()
        self.driver.get(url)
        self.driver.execute_cdp_cmd("Page.resetNavigationHistory", {})

    def leave(self) -> None:
        """Close the page, which would keep connecting to its server, and forget its problems and the window's
        history.
        """
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd("Page.resetNavigationHistory", {})
        self._forget()

    def _forget(self) -> None:
        """Drop what was logged so far."""
        for log in ("browser", "performance"):
            self.driver.get_log(log)

    def settle(self, quiet: float = 0.5) -> None:
        """Wait until nothing has run for `quiet` seconds."""
        since = None

        def is_quiet(_: object) -> bool:
            nonlocal since
            if not self.driver.execute_script(SETTLED):
                since = None
                return False
            since = since or time.monotonic()
            return time.monotonic() - since >= quiet

        WebDriverWait(self.driver, SECONDS, poll_frequency=0.1).until(is_quiet, "the page did not finish")

    def texts(self, selector: str) -> list[str]:
        """The visible text of every element that the CSS `selector` matches."""
        return [element.text for element in self.driver.find_elements(By.CSS_SELECTOR, selector)]

    def count(self, selector: str) -> int:
        """How many elements the CSS `selector` matches."""
        return len(self.driver.find_elements(By.CSS_SELECTOR, selector))

    def everything(self) -> str:
        """All text of the page, including what is below the window or in the accessible table of a canvas."""
        return self.driver.execute_script("return document.body.textContent")

    def problems(self, address: str) -> list[str]:
        """Exceptions on the page, errors in the console, and requests to other hosts, since the page was opened."""
        problems = [f"exception: {text}" for text in self.texts('[data-testid="stException"]')]
        problems += [f"console: {line}" for line in self._console_errors()]
        problems += [
            f"request to {url}"
            for url in self._requested()
            if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != urlsplit(address).netloc
        ]
        return problems

    def screenshot(self, path: Path) -> None:
        """Write the window as a PNG of 1280x800."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.driver.get_screenshot_as_png())

    def background(self) -> tuple[int, ...]:
        """Red, green and blue of the page's background, 0 to 255."""
        colour = self.driver.execute_script(
            "return getComputedStyle(document.querySelector('[data-testid=\"stApp\"]')).backgroundColor"
        )
        return tuple(int(number) for number in re.findall(r"\d+", colour)[:3])

    def _console_errors(self) -> Iterator[str]:
        """Errors since the last call, without the 404s of Streamlit, which first looks for its server below a deep
        link's path.
        """
        for entry in self.driver.get_log("browser"):
            if entry["level"] == "SEVERE" and not re.search(
                r"/[^/]+/_stcore/\S+ - Failed to load resource.*404", entry["message"]
            ):
                yield entry["message"]

    def _requested(self) -> Sequence[str]:
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        urls = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return urls + [event["params"]["url"] for event in events if event["method"] == "Network.webSocketCreated"]
