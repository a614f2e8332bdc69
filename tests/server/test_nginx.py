"""The example of docs/deploy.md: nginx in front of the dashboard, below a path, with the websocket and the sign-in."""

import contextlib
import shutil
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest
import yaml

from analytics.ui.contents import PAGES
from tests.commands import serving
from tests.server.identity_provider import free_port, identity_provider
from tests.server.shared import ACCESS, PEOPLE, Shared, write_auth

ROOT = Path(__file__).parents[2]
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

pytestmark = [
    pytest.mark.nginx,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: apt-get install nginx-light)"),
]


def configuration(folder, port, behind):
    """The example with the ports of the test, and without https."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if "ssl_certificate" not in line]
    text = "\n".join(lines).replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace("8501", str(behind))
    folders = "".join(
        f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ access_log off; {folders}\n{text}\n}}"
    )


@contextlib.contextmanager
def nginx(folder, port, behind):
    file = folder / "nginx.conf"
    file.write_text(configuration(folder, port, behind))
    with subprocess.Popen([NGINX, "-c", str(file), "-p", str(folder), "-e", str(folder / "start.log")]) as server:
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                    break
                assert server.poll() is None, (folder / "start.log").read_text()
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}/texts"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def behind_nginx(tmp_path_factory, small):
    folder = tmp_path_factory.mktemp("nginx")
    workspace, access = shutil.copytree(small.path, folder / "texts"), folder / "access.yaml"
    access.write_text(yaml.safe_dump(ACCESS))
    port, behind = free_port(), free_port()
    with identity_provider(PEOPLE) as provider:
        auth = write_auth(folder, provider, port, "/texts")
        options = ("--auth", str(auth), "--access", str(access))
        with serving(workspace, options=options, port=behind), nginx(folder, port, behind) as address:
            yield Shared(address, provider, access)


def test_people_sign_in_and_open_every_page_below_the_path(behind_nginx):
    async def open_all(opened):
        return {name: await opened.run(name, "dataset=texts") for name in ("overview", "map", "documents", "quality")}

    with behind_nginx.client() as browser:
        browser.cookies.set("person", "edda", domain="127.0.0.1")
        arrived = browser.get(f"{behind_nginx.address}/sign-in", follow_redirects=True)
        assert str(arrived.url) == f"{behind_nginx.address}/" and "static/js" in arrived.text
        script = arrived.text.partition('src="./')[2].partition('"')[0]
        assert browser.get(f"{behind_nginx.address}/{script}").status_code == 200
        browser.get(f"{behind_nginx.address}/_stcore/health")
        runs = behind_nginx.visit(browser, open_all)
    assert {name: run.exceptions for name, run in runs.items()} == {name: [] for name in runs}
    assert all(run.contains(PAGES[name].question) for name, run in runs.items())


@pytest.mark.parametrize("path", ["/", "/overview", "/static/js/x.js", "/_stcore/host-config"])
def test_nobody_gets_in_without_a_session(behind_nginx, path):
    assert httpx.get(f"{behind_nginx.address}{path}").status_code == 401


def test_metrics_are_not_for_the_outside_and_health_is(behind_nginx):
    assert httpx.get(f"{behind_nginx.address}/metrics").status_code == 403
    assert httpx.get(f"{behind_nginx.address}/healthz").text == "ok"
    assert httpx.get(behind_nginx.address).headers["location"] == f"{behind_nginx.address}/"
