"""A process of a shared dashboard reads only from the servers that its owner named."""

import http.server
import threading
from pathlib import Path

import pytest

from analytics.allowed_addresses import ALLOWED, origin
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.ingest.remote import local_copy

pytest.importorskip("fsspec")


class Handler(http.server.BaseHTTPRequestHandler):
    """Serves one line; what is below /away is elsewhere, at the address in `target`."""

    target, asked = "", []

    def do_GET(self):
        type(self).asked.append(self.path)
        if self.path.startswith("/away"):
            self.send_response(302)
            self.send_header("Location", type(self).target)
            self.end_headers()
            return
        line = b'{"text": "a sentence about harbours"}\n'
        self.send_response(200)
        self.send_header("Content-Length", str(len(line)))
        self.end_headers()
        self.wfile.write(line)

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def servers(tmp_path, monkeypatch):
    """A server that is named, and one that is not: (address, handler) of each."""
    monkeypatch.setenv("DATALOUPE_CACHE", str(tmp_path))
    started = []
    for _ in range(2):
        handler = type("Own", (Handler,), {"asked": []})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        started.append((server, f"http://127.0.0.1:{server.server_port}", handler))
    monkeypatch.setenv(ALLOWED, started[0][1])
    yield [(address, handler) for _, address, handler in started]
    for server, _, _ in started:
        server.shutdown()
        server.server_close()


def read(address):
    return Path(local_copy(address)).read_text()


def test_only_named_servers_are_asked(servers):
    (named, _), (other, handler) = servers
    assert read(f"{named}/a.jsonl").startswith("{")
    with pytest.raises(DataloupeError, match="does not read from that server"):
        local_copy(f"{other}/a.jsonl")
    assert handler.asked == []


@pytest.mark.parametrize("target", ["{other}/a.jsonl", "//{host}/a.jsonl", "http://169.254.169.254/latest"])
def test_a_redirect_to_another_server_is_not_followed(servers, target):
    (named, handler), (other, elsewhere) = servers
    handler.target = target.format(other=other, host=other.partition("://")[2])
    with pytest.raises(DataloupeError, match="does not read from that server"):
        local_copy(f"{named}/away.jsonl")
    assert elsewhere.asked == []


@pytest.mark.parametrize("target", ["/b.jsonl", "{named}/b.jsonl"])
def test_a_redirect_within_a_server_is_followed(servers, target):
    named, handler = servers[0]
    handler.target = target.format(named=named)
    assert read(f"{named}/away.jsonl").startswith("{")


def test_without_the_variable_a_person_may_name_every_address(servers, monkeypatch):
    (named, handler), (other, _) = servers
    monkeypatch.delenv(ALLOWED)
    handler.target = f"{other}/b.jsonl"
    assert read(f"{other}/a.jsonl") == read(f"{named}/away.jsonl")


def test_an_empty_list_allows_no_address(servers, monkeypatch):
    monkeypatch.setenv(ALLOWED, "")
    with pytest.raises(DataloupeError, match="does not read from that server"):
        local_copy(f"{servers[0][0]}/a.jsonl")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("HTTPS://Data.Example.org:443/a?b", "https://data.example.org"),
        ("http://h:8080", "http://h:8080"),
        ("s3://Bucket/a", "s3://bucket"),
        ("https://[2001:db8::1]:8443/a", "https://[2001:db8::1]:8443"),
        ("az://container", "az://container"),
    ],
)
def test_the_origin_of_an_address(address, expected):
    assert origin(address) == expected


@pytest.mark.parametrize(
    "address",
    ["data.example.org", "/srv/texts", "https://h/path", "ftp://h", "https://", "https://u:p@h", "https://h:x"],
)
def test_a_server_that_no_source_can_have_is_refused_at_the_start(small, address, capsys):
    assert main(["serve", str(small.path), "--sources-from", address]) != 0
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1 and address in error
