"""A hostile client of a shared dashboard: each test is a line of docs/security.md."""

import asyncio
import json
import shutil
import socket
import time

import httpx
import pytest
import websockets
import yaml
from itsdangerous import URLSafeTimedSerializer
from streamlit.proto.BackMsg_pb2 import BackMsg

from benchmarks.sessions.visit import XSRF_COOKIE
from tests.server.shared import ACCESS, cookies, shared_dashboard
from tests.server.test_matrix import addresses

USER = "_streamlit_user"
SECRET = "0123456789abcdef0123456789abcdef"


def handshake(dashboard, headers, origin=None, protocols=("streamlit",)):
    """The status with which the server answers a websocket; 101 if it opens."""

    async def connect():
        url = dashboard.address.replace("http", "ws") + "/_stcore/stream"
        try:
            async with websockets.connect(
                url, additional_headers=headers, origin=origin, subprotocols=list(protocols), open_timeout=20
            ):
                return 101
        except websockets.InvalidStatus as refused:
            return refused.response.status_code

    return asyncio.run(connect())


def cookie_header(given):
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in given.items())}


@pytest.mark.parametrize("given", [{}, {USER: "made up"}, {XSRF_COOKIE: "2|00000000|00|1"}])
def test_a_websocket_without_a_session_is_refused(dashboard, given):
    assert handshake(dashboard, cookie_header(given), dashboard.address) == 401


def test_a_websocket_of_another_site_is_refused(dashboard):
    with dashboard.signed_in("edda") as browser:
        own = cookies(browser)
    token = ("streamlit", own[XSRF_COOKIE])
    assert handshake(dashboard, cookie_header(own), dashboard.address, token) == 101
    assert handshake(dashboard, cookie_header(own), "https://evil.example", token) == 403
    assert handshake(dashboard, cookie_header(own), None, token) == 403
    assert handshake(dashboard, cookie_header(own), dashboard.address) == 403
    assert handshake(dashboard, cookie_header(own), dashboard.address, ("streamlit", "2|00000000|00|1")) == 403


def test_pages_and_files_without_a_session_are_refused(dashboard):
    with dashboard.client() as browser:
        index = browser.get("/", headers={"Accept": "text/html"})
        assert index.status_code == 401 and "Sign in" in index.text and "static/js" not in index.text
        for path in (
            "/static/js/index.js",
            "/overview",
            "/_stcore/bidi-components/dataloupe.map/map.js",
            "/favicon.png",
        ):
            assert browser.get(path).status_code == 401


@pytest.mark.parametrize("secret", ["", "another secret of the attacker, long enough"])
def test_a_session_that_somebody_made_up_is_refused(dashboard, secret):
    claims = {"is_logged_in": True, "sub": "edda", "email": "edda@example.org", "email_verified": True}
    value = URLSafeTimedSerializer(secret or "x", salt=USER).dumps(json.dumps(claims | {"origin": dashboard.address}))
    assert httpx.get(f"{dashboard.address}/overview", cookies={USER: value}).status_code == 401


def test_a_session_of_another_dashboard_with_the_same_secret_is_refused(dashboard):
    claims = {"is_logged_in": True, "sub": "edda", "email": "edda@example.org", "email_verified": True}
    for origin, status in ((dashboard.address, 200), ("https://other.example", 401), (None, 401)):
        value = URLSafeTimedSerializer(SECRET, salt=USER).dumps(json.dumps(claims | {"origin": origin}))
        assert httpx.get(f"{dashboard.address}/overview", cookies={USER: value}).status_code == status


def test_a_session_ends_after_its_hours(dashboard):
    with dashboard.signed_in("edda") as browser:
        assert browser.get("/overview").status_code == 200
        dashboard.write_access(ACCESS | {"session_hours": 0.0002})
        deadline = time.monotonic() + 20
        while (status := browser.get("/overview").status_code) == 200 and time.monotonic() < deadline:
            time.sleep(0.1)
        dashboard.write_access(ACCESS)
        assert status == 401


def test_a_session_that_was_signed_out_stays_signed_out(dashboard):
    with dashboard.signed_in("edda") as browser:
        stolen = cookies(browser)
        assert httpx.get(f"{dashboard.address}/overview", cookies=stolen).status_code == 200
        browser.get("/auth/logout")
        assert USER not in cookies(browser)
    assert httpx.get(f"{dashboard.address}/overview", cookies=stolen).status_code == 401


def test_a_visit_of_somebody_else_cannot_be_taken_over(dashboard):
    """The id of a visit, planted or stolen, gives nobody the visit of another person."""

    async def visit_id(opened):
        run = await opened.run("overview", "dataset=texts")
        return next(one.new_session.initialize.session_id for one in run.messages if one.HasField("new_session"))

    with dashboard.signed_in("edda") as victim, dashboard.signed_in("vera") as thief:

        async def both(opened):
            taken = await visit_id(opened)
            own = cookies(thief)
            async with websockets.connect(
                dashboard.address.replace("http", "ws") + "/_stcore/stream",
                subprotocols=["streamlit", own[XSRF_COOKIE], taken],
                origin=dashboard.address,
                additional_headers=cookie_header(own),
            ) as socket:
                from benchmarks.sessions.visit import Visit

                return taken, await visit_id(Visit(socket))

        taken, given = dashboard.visit(victim, both)
    assert given != taken


def test_a_file_of_somebody_else_is_refused(dashboard):
    async def steps(opened):
        run = await opened.run("decisions", "dataset=texts")
        urls = [one.delta.new_element.download_button.url for one in run.messages if one.WhichOneof("type") == "delta"]
        url = next(url for url in urls if url)
        with dashboard.signed_in("aron") as other, dashboard.client() as nobody:
            return owner.get(url).status_code, other.get(url).status_code, nobody.get(url).status_code

    with dashboard.signed_in("edda") as owner:
        assert dashboard.visit(owner, steps) == (200, 403, 401)


def test_an_upload_into_a_visit_of_somebody_else_or_without_the_token_is_refused(dashboard):
    async def steps(opened):
        run = await opened.run("data", "dataset=texts")
        visit = next(one.new_session.initialize.session_id for one in run.messages if one.HasField("new_session"))
        address, file = f"/_stcore/upload_file/{visit}/file", {"file": ("a.txt", b"text")}
        with dashboard.signed_in("vera") as viewer, dashboard.signed_in("edda") as again:
            own, theirs = ({"X-Xsrftoken": cookies(one)[XSRF_COOKIE]} for one in (again, viewer))
            return (
                again.put(address, files=file, headers=own).status_code,
                again.put(address, files=file).status_code,
                viewer.put(address, files=file, headers=theirs).status_code,
                again.put("/_stcore/upload_file/another/file", files=file, headers=own).status_code,
            )

    with dashboard.signed_in("edda") as owner:
        assert dashboard.visit(owner, steps) == (204, 403, 403, 403)


def test_a_person_sees_only_the_workspaces_with_a_role(dashboard):
    dashboard.write_access({"workspaces": {"texts": ACCESS["workspaces"]["*"]}})
    try:
        with dashboard.signed_in("edda") as browser:
            own, other = (dashboard.page(browser, "overview", f"dataset={name}") for name in ("texts", "logs"))
    finally:
        dashboard.write_access(ACCESS)
    assert own.contains("60 documents") and not own.contains("logs")
    assert other.contains("There is no dataset") and not other.contains("60 documents")


def test_an_address_of_ten_megabytes_is_refused(dashboard):
    with dashboard.signed_in("edda") as browser:
        own = cookies(browser)
        assert status_of_long_address(dashboard, own, 70_000) == "414"
        assert status_of_long_address(dashboard, own, 10_000_000) in ("400", "414", "431", "closed")
        assert browser.get("/overview", params={"sel": "x" * 8_000}).status_code == 200


def status_of_long_address(dashboard, own, size):
    """The status of an address that httpx would not send."""
    host, _, port = dashboard.address.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        head = f"GET /overview?sel={'x' * size} HTTP/1.1\r\nHost: {host}:{port}\r\n{cookie_line(own)}\r\n\r\n"
        try:
            connection.sendall(head.encode())
            return connection.recv(100).decode().split(" ")[1]
        except (OSError, IndexError):
            return "closed"


def cookie_line(own):
    return "Cookie: " + cookie_header(own)["Cookie"]


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "[::", ""])
def test_a_name_that_is_not_the_dashboards_is_refused(dashboard, host):
    with dashboard.client() as browser:
        assert browser.get("/", headers={"Host": host}).status_code in (400, 421)
        assert browser.get("/healthz", headers={"Host": host}).status_code in (200, 400)


def test_security_headers_are_on_every_address(dashboard):
    with dashboard.signed_in("edda") as browser:
        for path in [path for path in addresses() if path != "/_stcore/stream"]:
            headers = browser.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "DENY"
            assert headers["referrer-policy"] == "same-origin"
            assert "public" not in headers["cache-control"]
            policy = headers["content-security-policy"]
            assert (
                "frame-ancestors 'none'" in policy and "default-src 'self'" in policy and "object-src 'none'" in policy
            )
            script_rule = next(one for one in policy.split(";") if one.strip().startswith("script-src"))
            assert "unsafe-inline" not in script_rule and "http" not in script_rule and "*" not in script_rule


def test_commands_of_developers_do_not_reach_the_server(dashboard):
    """A visitor who could clear the cache would make everybody wait."""
    from analytics.ui.server.messages import is_command

    assert is_command(BackMsg(clear_cache=True).SerializeToString())
    assert not is_command(BackMsg(stop_script=True).SerializeToString())

    async def steps(opened):
        await opened.run("overview", "dataset=texts")
        return await opened.run("overview", "dataset=texts")

    with dashboard.signed_in("vera") as browser:
        assert dashboard.visit(browser, steps).exceptions == []


@pytest.fixture(scope="module")
def read_only(tmp_path_factory, small):
    """A read-only server, whose metrics need a token."""
    folder = tmp_path_factory.mktemp("read-only")
    copy = shutil.copytree(small.path, folder / "texts")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATALOUPE_METRICS_TOKEN", "a token")
        with shared_dashboard(folder, copy, options=("--read-only",)) as opened:
            yield opened


def test_metrics_are_for_this_machine_or_with_a_token(dashboard, read_only):
    assert httpx.get(f"{dashboard.address}/metrics").status_code == 200
    for header in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded"):
        assert httpx.get(f"{dashboard.address}/metrics", headers={header: "127.0.0.1"}).status_code == 403
    address = f"{read_only.address}/metrics"
    assert httpx.get(address).status_code == 403
    assert "dataloupe_sessions" in httpx.get(address, headers={"Authorization": "Bearer a token"}).text


def test_the_sign_in_goes_on_to_the_page_that_was_asked_for_and_to_no_other_server(dashboard):
    for asked, arrives in (
        ("/documents?q=a", "/documents?q=a"),
        ("//evil.example/x", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
    ):
        with dashboard.client() as browser:
            browser.cookies.set("person", "vera", domain="127.0.0.1")
            browser.cookies.set("dataloupe_next", httpx.QueryParams({"x": asked}).__str__()[2:], domain="127.0.0.1")
            arrived = browser.get("/sign-in", follow_redirects=True)
            assert str(arrived.url) == dashboard.address + arrives


def test_a_sign_in_that_somebody_else_started_is_refused(dashboard):
    """Login fixation: the attacker's own answer of the provider, opened in the browser of the victim."""
    with dashboard.client() as attacker, dashboard.client() as victim:
        attacker.cookies.set("person", "vera", domain="127.0.0.1")
        at_provider = attacker.get(attacker.get(attacker.get("/sign-in").headers["location"]).headers["location"])
        victim.get(at_provider.headers["location"])
        assert USER not in cookies(victim)


def test_access_that_is_taken_away_ends_an_open_visit(dashboard):
    async def steps(opened):
        before = await opened.run("sql", "dataset=texts")
        dashboard.write_access({"workspaces": {"*": {"viewer": ["@example.org"]}}})
        return before, await opened.run("sql", "dataset=texts")

    try:
        with dashboard.signed_in("edda") as browser:
            before, after = dashboard.visit(browser, steps)
    finally:
        dashboard.write_access(ACCESS)
    assert not before.contains("with your role") and after.contains("with your role")


def test_nobody_gets_in_with_a_broken_access_file(dashboard):
    with dashboard.signed_in("edda") as browser:
        dashboard.access_file.write_text("workspaces: [")
        try:
            assert browser.get("/overview").status_code == 401
        finally:
            dashboard.access_file.write_text(yaml.safe_dump(ACCESS))
        assert browser.get("/overview").status_code == 200


def test_a_server_that_is_read_only_says_so(read_only):
    with read_only.signed_in("edda") as browser:
        run = read_only.page(browser, "decisions", "dataset=texts")
        assert run.exceptions == [] and run.contains("Download recipe") and not run.contains("Mask personal data")


def test_an_editor_can_change_decisions_where_the_server_is_not_read_only(dashboard):
    with dashboard.signed_in("edda") as browser:
        assert dashboard.page(browser, "decisions", "dataset=texts").contains("Mask personal data")
    with dashboard.signed_in("aron") as browser:
        assert not dashboard.page(browser, "decisions", "dataset=texts").contains("Mask personal data")
