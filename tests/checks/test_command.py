"""`dataloupe check`: exit codes, files for other programs, the webhook, and the history."""

import contextlib
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from xml.etree import ElementTree

import pytest

from analytics.checks.results import read_results
from analytics.cli import main
from tests.workspaces import HOSTILE, write_workspace

GOOD, WARNING, BAD = "{check: rows, min: 2}", "{check: rows, min: 9, severity: warn}", "{check: rows, min: 9}"


@pytest.fixture
def workspace(tmp_path):
    return write_workspace(tmp_path / "ws", [*HOSTILE, "a secret sentence"]).path


def write(workspace, *checks):
    (workspace / "checks.yaml").write_text("checks:\n" + "".join(f"- {one}\n" for one in checks))


@contextlib.contextmanager
def receiving(status=200, location=None):
    """An address on the loopback, and what is posted there."""
    received = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.end_headers()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/hook", received
        finally:
            server.shutdown()


@pytest.mark.parametrize(("checks", "code"), [([GOOD], 0), ([GOOD, WARNING], 1), ([BAD, WARNING], 2)])
def test_the_exit_code_is_the_worst_state(workspace, checks, code, capsys):
    write(workspace, *checks)
    assert main(["check", str(workspace)]) == code
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[:-1]] == [{GOOD: "PASS", WARNING: "WARN", BAD: "FAIL"}[one]
                                                        for one in checks]  # fmt: skip
    assert lines[0].endswith(f"4; limit: at least {'2' if checks[0] == GOOD else '9'}")


@pytest.mark.parametrize(
    "arguments",
    [
        ["nowhere"],
        ["{ws}"],
        ["{ws}", "--checks", "none.yaml"],
        ["{ws}", "--propose", "--false-alarms", "many"],
        ["{ws}", "--propose"],
        ["{ws}", "--webhook", "file:///etc/passwd"],
        ["{ws}", "--webhook", "ftp://127.0.0.1/x"],
    ],
)
def test_a_mistake_in_the_arguments_has_a_code_of_its_own(workspace, arguments, capsys):
    assert main(["check", *[one.format(ws=workspace) for one in arguments]]) == 3
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_unknown_options_and_bad_files_have_the_same_code(workspace, capsys):
    write(workspace, "{check: nothing}")
    assert main(["check", str(workspace)]) == 3
    with pytest.raises(SystemExit) as exit:
        main(["check", str(workspace), "--colour"])
    assert exit.value.code == 3
    with pytest.raises(SystemExit) as exit:
        main(["info"])
    assert exit.value.code == 2


def test_results_are_written_for_other_programs_and_added_to_the_history(workspace, tmp_path):
    hostile = """{check: rows, min: 9, name: "<b>\\u0001 & 'x'"}"""
    write(workspace, GOOD, WARNING, hostile)
    for _ in range(2):
        code = main(["check", str(workspace), "--json", str(tmp_path / "r.json"), "--junit", str(tmp_path / "r.xml")])
        assert code == 2
    plain = json.loads((tmp_path / "r.json").read_text())
    assert [one["status"] for one in plain["results"]] == ["pass", "warn", "fail"]
    assert (plain["status"], plain["fail"], plain["results"][0]["value"]) == ("fail", 1, 4)
    suite = ElementTree.parse(tmp_path / "r.xml").getroot().find("testsuite")
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    assert [case.find("failure") is not None for case in suite] == [False, False, True]
    assert [one["status"] for one in read_results(workspace)] == ["fail", "fail"]


def test_the_webhook_gets_a_summary_without_texts(workspace):
    where = '[{is: contains, pattern: "secret"}]'
    write(workspace, GOOD, f"{{check: selection, name: secrets, where: {where}, max: 0}}")
    with receiving() as (url, received):
        assert main(["check", str(workspace), "--webhook", url]) == 2
    (summary,) = received
    assert summary["status"] == "fail"
    assert [one["name"] for one in summary["results"]] == ["secrets"]
    assert "secret sentence" not in json.dumps(summary)
    assert "filters" not in json.dumps(summary)


@pytest.mark.parametrize(("status", "location"), [(500, None), (302, "http://127.0.0.1:1/elsewhere")])
def test_a_webhook_that_does_not_accept_is_one_line(workspace, capsys, status, location):
    write(workspace, GOOD)
    with receiving(status, location) as (url, _):
        assert main(["check", str(workspace), "--webhook", url]) == 3
    assert f"answers {status}" in capsys.readouterr().err


def test_an_unreachable_webhook_is_one_line_and_the_results_are_kept(workspace, capsys):
    write(workspace, GOOD)
    assert main(["check", str(workspace), "--webhook", "http://127.0.0.1:9/hook"]) == 3
    assert "cannot be reached" in capsys.readouterr().err
    assert len(read_results(workspace)) == 1
