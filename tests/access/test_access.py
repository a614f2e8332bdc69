"""The access file, the roles that it gives, and the sources that it lets people name."""

import itertools

import pytest

from analytics.access import ROLES, AccessFile, Grant, Identity, Permission, ServerSettings, grant, identity_of
from analytics.access.file import parse_access, read_access
from analytics.access.grant import local_grant
from analytics.access.oidc import read_oidc
from analytics.access.permissions import CHANGES, EVERYTHING
from analytics.access.redaction import without_paths
from analytics.access.settings import server_settings
from analytics.access.sources import check_source
from analytics.errors import DataloupeError

TEXT = """
workspaces:
  "*":
    editor: [ana@example.org]
    analyst: ["group:data"]
    viewer: ["@example.org"]
  secret:
    editor: [eve@other.example]
"""


def person(email="", verified=True, groups=()):
    return Identity("subject", email, verified, frozenset(groups))


@pytest.mark.parametrize(
    ("who", "workspace", "role"),
    [
        (person("ana@example.org"), "logs", "editor"),
        (person("ana@example.org"), "secret", None),
        (person("bob@example.org"), "logs", "viewer"),
        (person("bob@example.org", groups=["data"]), "logs", "analyst"),
        (person(groups=["data"]), "logs", "analyst"),
        (person(groups=["other"]), "logs", None),
        (person("bob@example.org.evil.example"), "logs", None),
        (person("bob@sub.example.org"), "logs", None),
        (person("bob@example.org", verified=False), "logs", None),
        (person("ana@example.org", verified=False, groups=["data"]), "logs", "analyst"),
        (person("eve@other.example"), "secret", "editor"),
        (person("eve@other.example"), "logs", None),
        (None, "logs", None),
    ],
)
def test_the_strongest_role_of_a_person_counts(who, workspace, role):
    given = grant(parse_access(TEXT), who, workspace)
    assert given.permissions == (ROLES[role] if role else frozenset())


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"is_logged_in": False, "email": "ana@example.org", "sub": "1"},
        {"is_logged_in": "true", "email": "ana@example.org", "sub": "1"},
        {"is_logged_in": True},
        {"is_logged_in": True, "email": ["ana@example.org"], "sub": {"a": 1}},
    ],
)
def test_claims_without_a_person_are_nobody(claims):
    assert identity_of(claims) is None


@pytest.mark.parametrize(
    ("value", "groups"),
    [(["a", "b"], {"a", "b"}), ("a", {"a"}), (["a", 1, None], {"a"}), ({"a": 1}, set()), (None, set()), (7, set())],
)
def test_groups_are_read_whatever_their_form(value, groups):
    assert identity_of({"is_logged_in": True, "sub": "1", "teams": value}, "teams").groups == groups


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not valid"),
        ("workspaces: {}", "names no workspace"),
        ("workspaces: {a: {owner: [x@y.z]}}", "unknown field"),
        ("workspaces: {a: {viewer: [everybody]}}", "'everybody' is not a member"),
        ("workspaces: {a: {viewer: ['@']}}", "is not a member"),
        ("workspaces: {a: {viewer: ['group:']}}", "is not a member"),
        ("workspaces: {a: {viewer: x@y.z}}", "not valid"),
        ("workspaces: {a: {min_group_size: 0}}", "at least 1"),
        ("workspaces: {a: {}}\nsession_hours: 0", "more than 0"),
        ("workspaces: {a: &x {viewer: ['@y.z']}, b: *x}", "aliases are not allowed"),
        ("workspaces: !!python/object/apply:os.system ['true']", "not YAML"),
        ("a: [", "not YAML"),
    ],
)
def test_a_wrong_access_file_is_one_line(text, problem):
    with pytest.raises(DataloupeError, match=problem) as raised:
        parse_access(text)
    assert "\n" not in str(raised.value)


def test_a_changed_access_file_counts_at_once(tmp_path):
    file = tmp_path / "access.yaml"
    file.write_text(TEXT)
    assert grant(read_access(file), person("ana@example.org"), "logs").permissions == ROLES["editor"]
    file.write_text("workspaces: {other: {}}")
    assert not grant(read_access(file), person("ana@example.org"), "logs").permissions


def test_nobody_changes_anything_on_a_server_that_is_read_only():
    given = grant(parse_access(TEXT), person("ana@example.org"), "logs", is_read_only=True)
    assert given.permissions == ROLES["editor"] - CHANGES
    with pytest.raises(DataloupeError, match="read-only"):
        given.require(Permission.DECIDE)
    assert local_grant(ServerSettings(read_only=True)).permissions == EVERYTHING - CHANGES


def test_without_a_sign_in_only_this_machine_may_build():
    assert local_grant(ServerSettings()).permissions == EVERYTHING
    others = local_grant(ServerSettings(is_local=False))
    assert others.permissions == EVERYTHING - {Permission.BUILD}
    assert "--allow-uploads" in others.refusal(Permission.BUILD)
    assert local_grant(ServerSettings(is_local=False, allow_uploads=True)).permissions == EVERYTHING


def test_hidden_texts_are_hidden_from_viewers_only():
    access = parse_access("workspaces: {a: {viewer: ['@x.y'], analyst: ['b@x.y'], viewers_read_texts: false}}")
    viewer, analyst = (grant(access, person(email), "a") for email in ("a@x.y", "b@x.y"))
    assert viewer.permissions == {Permission.SEE} and viewer.hidden_below == 10
    assert analyst.permissions == ROLES["analyst"] and analyst.hidden_below == 1


@pytest.mark.parametrize(("role", "permission"), list(itertools.product(ROLES, Permission)))
def test_a_refusal_names_who_may(role, permission):
    given = Grant(ROLES[role])
    if permission in ROLES[role]:
        given.require(permission)
    else:
        with pytest.raises(DataloupeError, match=r"It needs the role (analyst|editor)\."):
            given.require(permission)


def test_settings_go_through_the_environment():
    settings = ServerSettings(is_local=False, roots=("/a b",), hosts=("x",), base_path="texts")
    assert server_settings(settings.to_environment()) == settings
    assert server_settings({}) == ServerSettings()
    assert isinstance(AccessFile({}), AccessFile)


SHARED = ServerSettings(is_local=False, auth="x")


@pytest.mark.parametrize(
    "source",
    [
        "https://example.org/a.csv",
        "HTTP://169.254.169.254/latest",
        "s3://bucket/a.csv",
        "file:///etc/passwd",
        "hf://datasets/a/b",
        "simplecache::https://example.org/a.csv",
        "gs://bucket/a",
        "relative.csv",
        "~/a.csv",
        "{root}/../outside.csv",
        "{outside}/a.csv",
        "{outside}/*.csv",
        "{root}/link.csv",
        "{root}/*.csv",
        "{root}/folder-link",
        "/etc/passwd",
        "/proc/self/environ",
        "\\\\server\\share\\a.csv",
    ],
)
def test_a_source_outside_the_roots_is_refused(tmp_path, source):
    root, outside = tmp_path / "root", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    (outside / "a.csv").write_text("text\nx\n")
    (root / "link.csv").symlink_to(outside / "a.csv")
    (root / "folder-link").symlink_to(outside)
    settings = ServerSettings(is_local=False, auth="x", roots=(str(root),))
    with pytest.raises(DataloupeError):
        check_source(settings, source.format(root=root, outside=outside), tmp_path / "ws")


@pytest.mark.parametrize(
    ("source", "is_named"),
    [
        ("https://data.example.org/a.csv", True),
        ("HTTPS://Data.Example.org:443/a.csv", True),
        ("s3://corpus/x/*.parquet", True),
        ("http://data.example.org/a.csv", False),
        ("https://data.example.org:8443/a.csv", False),
        ("https://data.example.org.evil.example/a.csv", False),
        ("https://evil.example/?https://data.example.org", False),
        ("https://data.example.org@evil.example/a.csv", False),
        ("https://evil.example#@data.example.org/", False),
        ("simplecache::https://data.example.org/a.csv", False),
        ("s3://corpus-private/a", False),
        ("https://[::1", False),
    ],
)
def test_addresses_of_named_servers_are_allowed(tmp_path, source, is_named):
    settings = ServerSettings(is_local=False, auth="x", sources_from=("https://data.example.org", "s3://corpus"))
    if is_named:
        check_source(settings, source, tmp_path)
    else:
        with pytest.raises(DataloupeError, match="sources-from"):
            check_source(settings, source, tmp_path)


def test_sources_below_a_root_and_uploads_are_allowed(tmp_path):
    root = tmp_path / "root"
    (root / "below").mkdir(parents=True)
    (root / "below" / "a.csv").write_text("text\nx\n")
    settings = ServerSettings(is_local=False, auth="x", roots=(str(root),))
    for source in (f"{root}/below/a.csv", f"{root}/below/*.csv", f"{root}", f"{root}/below/a.csv::sheet"):
        check_source(settings, source, tmp_path / "ws")
    check_source(SHARED, f"{tmp_path}/ws/uploads/a.csv", tmp_path / "ws")
    check_source(ServerSettings(), "https://example.org/a.csv", tmp_path / "ws")
    with pytest.raises(DataloupeError):
        check_source(SHARED, f"{root}/below/a.csv", tmp_path / "ws")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/srv/texts/logs/recipe.yaml cannot be read.", "recipe.yaml cannot be read."),
        ("The recipe '/srv/a b/recipe.yaml' is", "The recipe '/srv/a b/recipe.yaml' is"),
        ("C:\\data\\logs\\a.csv has no column", "a.csv has no column"),
        ("~/texts/a.csv is empty", "a.csv is empty"),
        ("See https://example.org/a/b.", "See https://example.org/a/b."),
        ("a/b of the documents", "a/b of the documents"),
    ],
)
def test_messages_lose_the_folders_of_the_server(text, expected):
    assert without_paths(text) == expected or "a b" in text


OIDC = {
    "redirect_uri": "https://texts.example.org/dash/oauth2callback",
    "cookie_secret": "x" * 32,
    "client_id": "a",
    "client_secret": "the secret",
    "server_metadata_url": "https://login.example.org/.well-known/openid-configuration",
}


def write_oidc(folder, **changes):
    lines = [f'{name} = "{value}"' for name, value in (OIDC | changes).items() if value is not None]
    (folder / "oidc.toml").write_text("\n".join(lines))
    return folder / "oidc.toml"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"cookie_secret": "short"}, "at least 32 characters"),
        ({"client_secret": None}, "no text for: client_secret"),
        ({"redirect_uri": "http://texts.example.org/oauth2callback"}, "must start with https"),
        ({"redirect_uri": "https://texts.example.org/"}, "followed by /oauth2callback"),
        ({"redirect_uri": "javascript:x/oauth2callback"}, "must be the address"),
    ],
)
def test_an_unsafe_sign_in_is_refused_without_its_secrets(tmp_path, changes, problem):
    with pytest.raises(DataloupeError, match=problem) as raised:
        read_oidc(write_oidc(tmp_path, **changes))
    assert "the secret" not in str(raised.value)


def test_a_sign_in_says_where_people_reach_the_dashboard(tmp_path):
    oidc = read_oidc(write_oidc(tmp_path))
    assert (oidc.origin, oidc.host, oidc.base_path) == ("https://texts.example.org", "texts.example.org", "dash")
    assert oidc.providers == ("default",)
