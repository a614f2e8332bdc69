"""Results for other programs: JSON, JUnit XML, and a summary for a webhook. None of them has text from documents."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

from analytics.checks.check import FAIL, PASS, Result
from analytics.checks.run import Report
from analytics.errors import DataloupeError

WEBHOOK_SECONDS = 20
SCHEMES = ("http", "https")
_NOT_IN_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), " ")


def to_json(report: Report, workspace: str) -> str:
    """All results."""
    return json.dumps({"workspace": workspace, **report.to_plain()}, indent=2, ensure_ascii=False) + "\n"


def to_junit(report: Report, workspace: str) -> str:
    """JUnit XML: a failure for what fails; a warning is a passed test with its message as output."""
    suite = ElementTree.Element("testsuite", name="dataloupe check", tests=str(len(report.results)),
                                failures=str(report.count(FAIL)), errors="0", skipped="0")  # fmt: skip
    for one in report.results:
        case = ElementTree.SubElement(suite, "testcase", classname=f"dataloupe.{one.kind}", name=_xml(one.name))
        if one.status == FAIL:
            failure = ElementTree.SubElement(case, "failure", message=_xml(_summary(one)), type=one.kind)
            failure.text = _xml(f"{_summary(one)}\nlimit: {one.limit}")
        else:
            output = ElementTree.SubElement(case, "system-out")
            output.text = _xml(f"{one.status.upper()} {_summary(one)} (limit: {one.limit})")
    suites = ElementTree.Element("testsuites", name=_xml(workspace))
    suites.append(suite)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(suites, encoding="unicode") + "\n"


def webhook_summary(report: Report, workspace: str) -> dict[str, Any]:
    """What a webhook gets: the state, the counts, and the numbers of what does not pass. `text` is for chat programs.

    Neither texts of documents nor filters are in it: a filter can name a value of the data.
    """
    alarms = [one for one in report.results if one.status != PASS]
    lines = [f"{one.status.upper()} {one.name}: {_summary(one)}; limit: {one.limit}" for one in alarms]
    plain = report.to_plain()
    plain["results"] = [{key: value for key, value in one.to_plain().items() if key != "filters"} for one in alarms]
    text = "\n".join([f"dataloupe check of {workspace}: {report.summary_text()}", *lines])
    return {"workspace": workspace, "text": text, **plain}


def post(url: str, summary: dict[str, Any]) -> None:
    """Send the summary as JSON. Raises DataloupeError when the address is not http(s), or nobody accepts it."""
    check_webhook(url)
    request = urllib.request.Request(url, json.dumps(summary).encode(), {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=WEBHOOK_SECONDS):
            return
    except urllib.error.HTTPError as error:
        raise DataloupeError(f"The webhook answers {error.code} {error.reason}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        raise DataloupeError(f"The webhook cannot be reached: {reason}.") from None


def check_webhook(url: str) -> None:
    """Raises DataloupeError for an address that is not http(s)."""
    if urlsplit(url).scheme not in SCHEMES or not urlsplit(url).netloc:
        raise DataloupeError(f"A webhook must be an http or https address, not {url!r}.")


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The summary goes to the address that a person names, and to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _summary(one: Result) -> str:
    return " ".join(text for text in (one.value_text(), one.message) if text)


def _xml(text: str) -> str:
    """A text without the characters that XML cannot have."""
    return text.translate(_NOT_IN_XML).encode("utf-8", "replace").decode()
