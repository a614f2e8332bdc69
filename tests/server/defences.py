"""The threats of docs/security.md, the defence against each, and its test - shown to fail without the defence.

    python -m tests.server.defences            runs every test with its defence and without it, in copies of the tree
    python -m tests.server.defences --write    writes the table of docs/security.md

A defence is taken away by replacing one piece of code. `test_defences.py` checks that each piece still exists, that
each test still exists, and that the table is that of the document.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "security.md"
START, END = "<!-- threats -->", "<!-- /threats -->"
COPIED = (
    "analytics",
    "tests",
    "pages",
    "benchmarks",
    "dataloupe",
    "sample_data",
    ".streamlit",
    "app.py",
    "pyproject.toml",
)
NOT_COPIED = ("environments", "__pycache__")
"""Environments of peers are gigabytes."""
SECONDS = 300


@dataclass(frozen=True)
class Defence:
    """A threat, what defends against it, its test, and the piece of code whose replacement takes the defence away."""

    threat: str
    defence: str
    test: str
    file: str
    code: str
    without: str


HOSTILE, ACCESS = "tests/server/test_hostile.py", "tests/access/test_access.py"
GATE, ROUTES = "analytics/ui/server/gate.py", "analytics/ui/server/routes.py"

DEFENCES = (
    Defence(
        "Data without a sign-in on an open address",
        "`serve --host` refuses without `--auth` or `--insecure`",
        "tests/cli/test_serve.py::test_an_address_of_other_machines_needs_a_sign_in",
        "analytics/cli/sharing.py",
        "if oidc is None and not is_loopback and not arguments.insecure:",
        "if False:",
    ),
    Defence(
        "A page or file without a session",
        "the gate answers 401 before Streamlit sees the request",
        f"{HOSTILE}::test_pages_and_files_without_a_session_are_refused",
        ROUTES,
        '"/static/": Rule.SIGNED_IN',
        '"/static/": Rule.OPEN',
    ),
    Defence(
        "A websocket without a session",
        "the gate answers 401 to the handshake",
        f"{HOSTILE}::test_a_websocket_without_a_session_is_refused",
        ROUTES,
        "WEBSOCKET: Rule.SIGNED_IN",
        "WEBSOCKET: Rule.OPEN",
    ),
    Defence(
        "A websocket that another site opens in the browser of a signed-in person",
        "origin and XSRF token are checked at the handshake",
        f"{HOSTILE}::test_a_websocket_of_another_site_is_refused",
        GATE,
        'return connection.headers.get("origin") == own and has_xsrf_token(connection.cookies, token)',
        "return True",
    ),
    Defence(
        "A session cookie that somebody made up, or of another dashboard",
        "the signature and the origin in it are checked",
        f"{HOSTILE}::test_a_session_of_another_dashboard_with_the_same_secret_is_refused",
        "analytics/ui/server/cookies.py",
        'is_ours = isinstance(claims, dict) and claims.get("origin") == self._origin',
        "is_ours = isinstance(claims, dict)",
    ),
    Defence(
        "A session that is used for ever",
        "`session_hours` of the access file",
        f"{HOSTILE}::test_a_session_ends_after_its_hours",
        "analytics/ui/server/cookies.py",
        "hours / 24",
        "3650",
    ),
    Defence(
        "A stolen cookie after the sign-out",
        "a session that was signed out is refused",
        f"{HOSTILE}::test_a_session_that_was_signed_out_stays_signed_out",
        GATE,
        "self._visitors.sessions.revoke(connection.cookies)",
        "pass",
    ),
    Defence(
        "Session fixation: the visit of somebody else is taken over by its id",
        "Streamlit resumes a visit only for the same claims, which the cookie of the handshake gives",
        f"{HOSTILE}::test_a_visit_of_somebody_else_cannot_be_taken_over",
        "analytics/ui/server/__main__.py",
        "    PagesManager.uses_pages_directory = False\n",
        "    PagesManager.uses_pages_directory = False\n"
        "    from streamlit.runtime.app_session import AppSession\n"
        "    AppSession.matches_user_info = lambda session, claims: True\n",
    ),
    Defence(
        "A redirect to another server after the sign-in",
        "only paths of this server are followed",
        f"{HOSTILE}::test_the_sign_in_goes_on_to_the_page_that_was_asked_for_and_to_no_other_server",
        "analytics/ui/server/sign_in.py",
        'return is_path and not any(mark in target for mark in "\\\\\\r\\n\\t\\0")',
        "return bool(target)",
    ),
    Defence(
        "An e-mail address that its provider has not confirmed",
        "it gives no role, unless the access file trusts the provider",
        f"{ACCESS}::test_the_strongest_role_of_a_person_counts",
        "analytics/access/grant.py",
        "if not identity.email or not (identity.is_email_verified or trusts_email):",
        "if not identity.email:",
    ),
    Defence(
        "The click of a button that is hidden or disabled",
        "each action asks for its permission when it runs",
        "tests/server/test_matrix.py::test_each_role_can_do_exactly_its_actions",
        "analytics/access/actions.py",
        "            require(permission, args)\n",
        "",
    ),
    Defence(
        "The click of one workspace with the name of another one in the address",
        "an action asks for the workspace that it changes",
        "tests/pages/test_several_editors.py::test_an_action_asks_for_the_workspace_that_it_changes",
        "analytics/ui/frame/visitor.py",
        "grant_of_visit(workspace_of(arguments) or dataset_path())",
        "grant_of_visit(dataset_path())",
    ),
    Defence(
        "A page, address or action that somebody adds and forgets to protect",
        "pages without a declaration are for editors; the matrix is generated from the registries",
        "tests/server/test_guarded.py",
        "analytics/ui/label_review.py",
        "@action(Permission.LABEL)\n",
        "",
    ),
    Defence(
        "Reading another workspace by its name in the address",
        "people see only workspaces that give them a role",
        f"{HOSTILE}::test_a_person_sees_only_the_workspaces_with_a_role",
        "analytics/ui/frame/visitor.py",
        "for name, path in served_workspaces().items() if grant_of_visit(path).permissions}",
        "for name, path in served_workspaces().items()}",
    ),
    Defence(
        "A download or picture of another visit by its address",
        "a file is sent only to people of whom a visit shows it",
        f"{HOSTILE}::test_a_file_of_somebody_else_is_refused",
        ROUTES,
        "MEDIA: Rule.OWNER",
        "MEDIA: Rule.SIGNED_IN",
    ),
    Defence(
        "An upload into the visit of somebody else, or without the XSRF token",
        "the gate checks the owner and the permission, Streamlit the token",
        f"{HOSTILE}::test_an_upload_into_a_visit_of_somebody_else_or_without_the_token_is_refused",
        ROUTES,
        "UPLOAD: Rule.UPLOAD",
        "UPLOAD: Rule.SIGNED_IN",
    ),
    Defence(
        "Access that is taken away while a visit is open",
        "the access file is read again in each run of a page",
        f"{HOSTILE}::test_access_that_is_taken_away_ends_an_open_visit",
        "analytics/access/file.py",
        "return _read(path, changed.st_mtime_ns, changed.st_size)",
        "return _read(path, 0, 0)",
    ),
    Defence(
        "A broken access file",
        "nobody gets in until it is mended",
        f"{HOSTILE}::test_nobody_gets_in_with_a_broken_access_file",
        "analytics/ui/server/visitors.py",
        "            return None  # nobody gets in with a broken file; the log says why",
        "            return AccessFile({'*': __import__('analytics.access.file').access.file.WorkspaceAccess("
        "editor=('@example.org',))})",
    ),
    Defence(
        "Texts that viewers must not see",
        "their connection has no texts and no values of small groups",
        "tests/server/test_hidden.py",
        "analytics/ui/frame/opening.py",
        "        for permission in sorted(entry.needs):\n            page.grant.require(permission)\n",
        "",
    ),
    Defence(
        "Questions about hidden words through a filter in the address",
        "filters on texts, and selections of few documents, are refused",
        "tests/server/test_hidden.py::test_a_filter_on_texts_is_refused",
        "analytics/ui/frame/small_groups.py",
        "        elif not isinstance(one, WITHOUT_TEXTS):\n            grant.require(Permission.READ_TEXTS)\n",
        "",
    ),
    Defence(
        "SQL in the address for people who may not run SQL",
        "a selection with a statement needs the permission",
        "tests/server/test_hidden.py::test_a_statement_in_a_link_needs_the_permission_for_sql",
        "analytics/ui/frame/small_groups.py",
        "            grant.require(Permission.SQL)\n",
        "            pass\n",
    ),
    Defence(
        "DNS rebinding: a website whose name points to this machine",
        "the dashboard answers only under its own names",
        f"{HOSTILE}::test_a_name_that_is_not_the_dashboards_is_refused",
        GATE,
        "        return name in self._settings.hosts",
        "        return True",
    ),
    Defence(
        "An address of 10 MB",
        "addresses above 64 kB are refused before they are read",
        f"{HOSTILE}::test_an_address_of_ten_megabytes_is_refused",
        GATE,
        "MAX_ADDRESS_BYTES = 64 << 10",
        "MAX_ADDRESS_BYTES = 1 << 40",
    ),
    Defence(
        "Scripts, frames and sniffing",
        "content security policy and its companions on every response; inline scripts by their hash",
        f"{HOSTILE}::test_security_headers_are_on_every_address",
        "analytics/ui/server/headers.py",
        "        headers.update(self._headers)\n",
        "",
    ),
    Defence(
        "HTML, Markdown and scripts in texts, names of columns, files and topics",
        "texts from data are escaped (`ui.plain`)",
        "tests/pages/test_pages.py::test_no_markup_of_the_data_reaches_markdown",
        "analytics/ui/components/text.py",
        '    return _MARKUP.sub(r"\\\\\\1", _JOINED.sub(WORD_JOINER, line))',
        "    return line",
    ),
    Defence(
        "Spoofed parameters of an address",
        "each is checked before it reaches SQL; a wrong one is one line",
        "tests/ask/test_selection.py::test_a_selection_cannot_name_a_table_outside_the_list",
        "analytics/ask/filters/filter.py",
        "    if table not in SELECTABLE_TABLES:\n",
        "    if False:\n",
    ),
    Defence(
        "Folders of the server in messages",
        "pages show names only; the last defence overwrites folders in what is sent",
        "tests/server/test_matrix.py::test_no_message_to_a_visitor_contains_a_path_of_the_server",
        GATE,
        "shown = send if self._settings.is_local else without_folders(send, self._folders())",
        "shown = send",
    ),
    Defence(
        "Clearing the caches of all",
        "commands for developers are not passed on",
        f"{HOSTILE}::test_commands_of_developers_do_not_reach_the_server",
        "analytics/ui/server/messages.py",
        '    {"clear_cache", "set_run_on_save"',
        '    {"set_run_on_save"',
    ),
    Defence(
        "Metrics for everybody",
        "this machine without a proxy, or a token",
        f"{HOSTILE}::test_metrics_are_for_this_machine_or_with_a_token",
        ROUTES,
        "METRICS: Rule.METRICS",
        "METRICS: Rule.OPEN",
    ),
    Defence(
        "Any file of the server as a source; addresses that only the server reaches (SSRF)",
        "`--roots`, without links that lead outside; addresses only of `--sources-from`",
        f"{ACCESS}::test_a_source_outside_the_roots_is_refused",
        "analytics/access/sources.py",
        "    if settings.roots is None and settings.is_local:\n        return\n",
        "    return\n",
    ),
    Defence(
        "An allowed server that redirects to one which only this server reaches",
        "a redirect is followed only to a server of `--sources-from`",
        "tests/ingest/test_allowed_addresses.py::test_a_redirect_to_another_server_is_not_followed",
        "analytics/ingest/remote.py",
        '            "trace_configs": [_checked_redirects()],\n',
        "",
    ),
    Defence(
        "Paths in the name of an upload or in an archive",
        "names are made safe; a member that leads outside is refused",
        "tests/ask/workspaces/test_uploads.py::test_a_path_that_leads_outside_is_refused",
        "analytics/ask/workspaces/uploads.py",
        'if not names or ".." in names or path.startswith("/") or re.match(r"[A-Za-z]:", names[0]):',
        "if not names:",
    ),
    Defence(
        "Zip bombs in uploads",
        "limits on files, bytes and the ratio",
        "tests/ask/workspaces/test_uploads.py::test_an_archive_has_limits",
        "analytics/ask/workspaces/uploads.py",
        "            _check_limits(members)\n",
        "",
    ),
    Defence(
        "Zip bombs and paths in archives that are read",
        "limits while the archive is unpacked",
        "tests/ingest/test_archives.py::test_a_zip_bomb_is_refused_while_it_is_unpacked",
        "analytics/ingest/archives.py",
        "    limit = min(MAX_UNPACKED_BYTES, max(SMALL_BYTES, MAX_RATIO * path.stat().st_size))",
        "    limit = 1 << 60",
    ),
    Defence(
        "YAML bombs and YAML that runs code",
        "only plain values; the size with aliases is counted first",
        "tests/ingest/test_hostile_markup.py::test_yaml_that_explodes_is_refused",
        "analytics/ingest/safe_yaml.py",
        "        _check_size(text, loader)\n",
        "",
    ),
    Defence(
        "XML entities and fetched document types",
        "defusedxml",
        "tests/ingest/test_hostile_markup.py::test_entities_of_xml_are_refused",
        "analytics/ingest/xml_elements.py",
        "    import defusedxml.ElementTree as ElementTree\n",
        "    import xml.etree.ElementTree as ElementTree\n",
    ),
    Defence(
        "Formulas in CSV exports",
        "an apostrophe in front of what a spreadsheet would run",
        "tests/ask/sql/test_result.py::test_csv_contains_no_formula",
        "analytics/spreadsheets.py",
        '    return "\'" + text if is_formula(text) else text',
        "    return text",
    ),
    Defence(
        "SQL that writes, reads other files, sets options or loads extensions",
        "one SELECT; no external access; locked settings",
        "tests/ask/sql/test_restrictions.py::test_the_process_refuses_it_too",
        "analytics/ask/sql/sandbox.py",
        '        "enable_external_access = false",\n',
        "",
    ),
    Defence(
        "SQL that needs all memory or time",
        "a process of its own with limits of the system",
        "tests/ask/sql/test_restrictions.py::test_the_process_has_the_limits_of_the_system",
        "analytics/ask/sql/sandbox.py",
        'unenforced = limit_process(request["memory"], request["processor_seconds"])',
        "unenforced = []",
    ),
    Defence(
        "Regular expressions without end",
        "RE2 in DuckDB; what RE2 cannot run is refused",
        "tests/server/test_expressions.py",
        "analytics/ask/filters/texts.py",
        "SELECT doc_id FROM documents WHERE regexp_matches(text, ?, ?)",
        "SELECT doc_id FROM documents WHERE text <> ? OR text <> ?",
    ),
    Defence(
        "One person who takes all slots for queries and exports",
        "slots per person and in total",
        "tests/server/test_operation.py::test_a_person_gets_two_queries_at_a_time",
        "analytics/ui/frame/slots.py",
        "            if self._running[person] >= self._each:",
        "            if False:",
    ),
    Defence(
        "Texts or secrets in the log",
        "the log has types and lines of code, not messages",
        "tests/server/test_operation.py::test_the_log_has_no_text_and_no_secret",
        "analytics/ui/server/logs.py",
        'fields["exception"] = record.exc_info[0].__name__',
        'fields["exception"] = str(record.exc_info[1])',
    ),
    Defence(
        "Two editors who overwrite each other",
        "a change names the version that its person saw",
        "tests/recipe/test_store.py::test_a_change_of_what_somebody_else_changed_is_refused_and_says_what_changed",
        "analytics/recipe/store.py",
        "            if seen is not None and seen != version(before):",
        "            if False:",
    ),
)


def table() -> str:
    """The table of the document."""
    lines = ["| threat | defence | test |", "|---|---|---|"]
    for one in DEFENCES:
        file, _, name = one.test.partition("::")
        lines.append(f"| {one.threat} | {one.defence} | [{name or 'all tests'}](../{file}) |")
    return "\n".join(lines)


def document(text: str) -> str:
    """The document with the present table."""
    before, _, rest = text.partition(START)
    return f"{before}{START}\n{table()}\n{END}{rest.partition(END)[2]}"


def outcome(defence: Defence, is_taken_away: bool) -> bool:
    """Whether the test of the defence passes in a copy of the tree."""
    with tempfile.TemporaryDirectory(prefix="defence-") as folder:
        for name in COPIED:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, Path(folder) / name, ignore=shutil.ignore_patterns(*NOT_COPIED))
            else:
                shutil.copy2(ROOT / name, Path(folder) / name)
        if is_taken_away:
            file = Path(folder) / defence.file
            file.write_text(file.read_text(encoding="utf-8").replace(defence.code, defence.without), encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:randomly", defence.test]
        environment = os.environ | {"PYTHONPATH": folder}
        try:
            ran = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return False
        return ran.returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.server.defences")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--only", default="", help="a piece of the name of a test")
    parser.add_argument("--without", action="store_true", help="do not run the tests with their defences")
    arguments = parser.parse_args()
    if arguments.write:
        DOCUMENT.write_text(document(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
        return
    for one in DEFENCES:
        if arguments.only in one.test:
            passes = arguments.without or outcome(one, is_taken_away=False)
            fails = not outcome(one, is_taken_away=True)
            print(f"{'ok' if passes and fails else 'WRONG'}: {one.threat}", flush=True)


if __name__ == "__main__":
    main()
