"""`dataloupe serve`: where it listens, and how it stops."""

import argparse
import os
import socket
import subprocess
import time
import urllib.request

import pytest

from analytics.cli.commands import serve
from analytics.cli.sharing import sharing_settings
from analytics.errors import DataloupeError
from tests.commands import DATALOUPE, serving


def test_a_port_in_use_and_an_address_of_another_machine_are_refused(workspace, error_line):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "is in use" in error_line("serve", workspace, "--port", taken.getsockname()[1])
    assert "Port 70000 does not exist." in error_line("serve", workspace, "--port", 70000)
    assert "is not an address of this machine" in error_line("serve", workspace, "--host", "192.0.2.1", "--insecure")


def test_the_dashboard_prints_its_address_and_stops_in_order(workspace):
    with serving(workspace) as address:
        assert urllib.request.urlopen(f"{address}/_stcore/health", timeout=10).read() == b"ok"
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{address}/_stcore/health", timeout=10)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (("--host", "0.0.0.0"), "without a password"),
        (("--host", "::"), "without a password"),
        (("--host", "192.0.2.7"), "without a password"),
        (("--access", "a.yaml"), "--access needs --auth"),
        (("--auth", "o.toml"), "--auth needs --access"),
        (("--roots", "no-such-folder"), "is not a folder"),
        (("--max-upload", "0"), "at least 1 MB"),
    ],
)
def test_other_machines_are_not_let_in_by_accident(workspace, error_line, options, problem):
    assert problem in error_line("serve", workspace, *options)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "10.0.0.1", "dashboard.example.org"])
def test_an_address_of_other_machines_needs_a_sign_in(host):
    parser = argparse.ArgumentParser()
    serve.add_arguments(parser)
    with pytest.raises(DataloupeError, match="without a password"):
        sharing_settings(parser.parse_args(["workspace", "--host", host]))
    assert not sharing_settings(parser.parse_args(["workspace", "--host", host, "--insecure"])).is_local
    for own in ("127.0.0.1", "localhost", "::1"):
        assert sharing_settings(parser.parse_args(["workspace", "--host", own])).is_local


@pytest.mark.skipif(os.name == "nt", reason="Windows has no kill that a process cannot catch")
def test_the_server_ends_when_its_command_is_killed(workspace):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [*DATALOUPE, "serve", str(workspace), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | {"DISPLAY": ""}) as served:
        assert str(port) in served.stdout.readline()
        served.kill()
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
        except OSError:
            return
        time.sleep(0.1)
    pytest.fail("the server is still there")
