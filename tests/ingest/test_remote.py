"""Addresses of files elsewhere, against servers on this machine: copied once, and each problem is one line."""

import functools
import http.server
import json
import threading

import pytest

from analytics.build.engines import engine_of
from analytics.cli import main
from analytics.errors import DataloupeError
from analytics.ingest import describe_input, find_inputs, remote
from analytics.ingest.remote import is_remote, local_copy, local_sources
from analytics.ingest.remote_errors import as_one_line
from analytics.workspace import open_workspace

pytest.importorskip("fsspec")


def lines(count, word="harbours"):
    return "".join(json.dumps({"text": f"A sentence about {word} and ships, number {n}."}) + "\n" for n in range(count))


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATALOUPE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a folder, and refuses some paths."""

    def do_GET(self):
        if self.path.startswith("/secret"):
            self.send_error(403)
        elif self.path.startswith("/broken"):
            self.send_error(500)
        else:
            super().do_GET()

    do_HEAD = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def web(tmp_path):
    """(folder that is served, its address)."""
    folder = tmp_path / "served"
    (folder / "data" / "more").mkdir(parents=True)
    (folder / "data" / "a.jsonl").write_text(lines(3))
    (folder / "data" / "b.jsonl").write_text(lines(4))
    (folder / "data" / "more" / "c.jsonl").write_text(lines(5))
    (folder / "data" / "picture.png").write_bytes(b"png")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def counts(source):
    """{name of each input: its documents}."""
    inputs = find_inputs(local_sources([source]), {})
    return {one.path.name: sum(rows.kept for rows in describe_input(one, {}).read(0)) for one in inputs}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("s3://bucket/a.jsonl", True),
        ("gs://bucket/*", True),
        ("az://container/a", True),
        ("https://example.org/a.csv", True),
        ("hf://datasets/a/b", True),
        ("HTTPS://example.org/a.csv", True),
        ("a.jsonl", False),
        ("/data/https:/x", False),
        ("file:///etc/passwd", False),
        ("ftp://example.org/a", False),
        ("ssh://example.org/a", False),
    ],
)
def test_what_is_an_address(source, expected):
    assert is_remote(source) is expected


def test_a_file_on_the_web_is_read(web):
    _, address = web
    assert counts(f"{address}/data/a.jsonl") == {"a.jsonl": 3}


def test_a_folder_on_the_web_is_read_with_what_is_below_it(web):
    _, address = web
    assert counts(f"{address}/data/") == {"a.jsonl": 3, "b.jsonl": 4, "c.jsonl": 5}


def test_a_pattern_on_the_web_is_read(web):
    _, address = web
    assert counts(f"{address}/data/*.jsonl") == {"a.jsonl": 3, "b.jsonl": 4}


def test_a_changed_file_is_copied_again_and_an_unchanged_one_keeps_its_fingerprint(web):
    folder, address = web
    (first,) = find_inputs(local_sources([f"{address}/data/a.jsonl"]), {})
    (second,) = find_inputs(local_sources([f"{address}/data/a.jsonl"]), {})
    assert first.fingerprint == second.fingerprint
    (folder / "data" / "a.jsonl").write_text(lines(3, "lanterns"))
    assert counts(f"{address}/data/a.jsonl") == {"a.jsonl": 3}
    assert "lanterns" in first.path.read_text()


def test_a_file_that_is_gone_is_removed_from_the_copy_of_its_folder(web):
    folder, address = web
    assert len(counts(f"{address}/data/")) == 3
    (folder / "data" / "b.jsonl").unlink()
    assert counts(f"{address}/data/") == {"a.jsonl": 3, "c.jsonl": 5}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/none.jsonl", "does not exist."),
        ("/none/", "does not exist."),
        ("/secret.jsonl", "There is no permission to read "),
        ("/broken.jsonl", "cannot be read: "),
        ("/data/*.csv", "has no file that can be read. Supported: "),
    ],
)
def test_each_problem_is_one_line_with_the_address(web, path, reason):
    _, address = web
    with pytest.raises(DataloupeError) as error:
        local_copy(address + path)
    assert reason in str(error.value)
    assert address + path in str(error.value)
    assert "\n" not in str(error.value)


def test_a_server_that_is_not_there_is_one_line():
    with pytest.raises(DataloupeError, match=r"^http://127.0.0.1:9/a.jsonl cannot be reached: "):
        local_copy("http://127.0.0.1:9/a.jsonl")


def test_an_address_with_credentials_is_refused_and_not_repeated():
    with pytest.raises(DataloupeError, match="contains credentials") as error:
        local_copy("s3://key:topsecret@bucket/a.jsonl")
    assert "topsecret" not in str(error.value)


@pytest.mark.parametrize(("scheme", "package", "extra"), [("gs", "gcsfs", "google"), ("az", "adlfs", "azure")])
def test_a_missing_package_is_one_line_with_its_extra(scheme, package, extra, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, package, None)
    with pytest.raises(DataloupeError, match=rf"need the package {package}: pip install 'dataloupe\[{extra}\]'."):
        local_copy(f"{scheme}://bucket/a.jsonl")


def test_a_name_that_leads_out_of_the_cache_is_refused(cache):
    for name in ("bucket/../../etc/passwd", "bucket/a\\b", "https://example.org/%2e%2e/%2e%2e/x"):
        with pytest.raises(DataloupeError, match="outside the cache"):
            remote._place("https://example.org/", name)


def test_only_commands_of_a_person_fetch(web, capsys):
    _, address = web
    with pytest.raises(DataloupeError, match="does not exist"):
        find_inputs([f"{address}/data/a.jsonl"], {})
    assert main(["inspect", f"{address}/data/a.jsonl"]) == 0
    assert "a.jsonl: jsonl" in capsys.readouterr().out
    assert main(["inspect", f"{address}/none.jsonl"]) == 2
    assert capsys.readouterr().err == f"dataloupe: {address}/none.jsonl does not exist.\n"


@pytest.fixture(scope="module")
def s3_server():
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def bucket(s3_server, monkeypatch):
    """An S3 server with a bucket of three files, and the credentials for it in the environment."""
    botocore = pytest.importorskip("botocore.session")
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3_server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    client = botocore.get_session().create_client("s3")
    client.create_bucket(Bucket="corpus")
    for name, count in (("in/a.jsonl", 3), ("in/b.jsonl", 4), ("in/deep/c.jsonl", 5), ("other/d.jsonl", 6)):
        client.put_object(Bucket="corpus", Key=name, Body=lines(count).encode())
    return client


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("s3://corpus/in/a.jsonl", {"a.jsonl": 3}),
        ("s3://corpus/in/", {"a.jsonl": 3, "b.jsonl": 4, "c.jsonl": 5}),
        ("s3://corpus/in", {"a.jsonl": 3, "b.jsonl": 4, "c.jsonl": 5}),
        ("s3://corpus/in/*.jsonl", {"a.jsonl": 3, "b.jsonl": 4}),
        ("s3://corpus/**/[cd].jsonl", {"c.jsonl": 5, "d.jsonl": 6}),
    ],
)
def test_files_folders_and_patterns_of_s3(bucket, address, expected):
    assert counts(address) == expected


@pytest.mark.parametrize("name", ["threads", "processes"])
def test_the_workers_of_an_engine_copy_the_files_and_say_what_is_wrong(bucket, name, tmp_path):
    run = engine_of(name).run
    assert [one.path.name for one in find_inputs(local_sources(["s3://corpus/in/"], run), {})] == [
        "a.jsonl",
        "b.jsonl",
        "c.jsonl",
    ]
    gone = remote.CopyFile("s3://corpus/in/", "corpus/in/gone.jsonl", str(tmp_path / "gone.jsonl"))
    with pytest.raises(DataloupeError, match=r"^s3://corpus/in/ does not exist\.$"):
        list(run([gone], tmp_path))


def test_workers_that_do_not_see_the_cache_are_one_line(bucket):
    with pytest.raises(
        DataloupeError, match=r"The workers do not write to .* Set DATALOUPE_CACHE to a folder that all see"
    ):
        local_copy("s3://corpus/in/", lambda tasks, folder: [])


def test_an_unchanged_object_is_not_fetched_again(bucket, caplog):
    assert counts("s3://corpus/in/") == {"a.jsonl": 3, "b.jsonl": 4, "c.jsonl": 5}
    bucket.put_object(Bucket="corpus", Key="in/b.jsonl", Body=lines(2).encode())
    caplog.clear()
    with caplog.at_level("INFO", logger="werkzeug"):
        assert counts("s3://corpus/in/") == {"a.jsonl": 3, "b.jsonl": 2, "c.jsonl": 5}
    fetched = [message for message in caplog.messages if "GET /corpus/in/" in message]
    assert len(fetched) == 1
    assert "/corpus/in/b.jsonl" in fetched[0]


@pytest.mark.parametrize("address", ["s3://corpus/none.jsonl", "s3://nobucket/a.jsonl", "s3://corpus/none/*.jsonl"])
def test_what_is_not_in_a_bucket_is_one_line(bucket, address):
    with pytest.raises(DataloupeError, match=r"does not exist\.$|has no file that can be read"):
        local_copy(address)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RuntimeError("500, message='Error', url='http://127.0.0.1:34043/404.jsonl'"), "cannot be read: "),
        (OSError("Cannot connect to host 127.0.0.1:34043"), "cannot be reached: "),
        (RuntimeError("404 for this object"), "does not exist."),
        (RuntimeError("NoSuchKey: no object"), "does not exist."),
        (RuntimeError("500 from http://forbidden.example/timeout/ssl.jsonl"), "cannot be read: "),
    ],
)
def test_a_number_in_the_address_is_not_taken_for_a_status(error, reason):
    with pytest.raises(DataloupeError) as raised, as_one_line("http://127.0.0.1:34043/404.jsonl", "aiohttp", "remote"):
        raise error
    assert reason in str(raised.value)


def test_a_status_decides_before_the_words_of_an_error():
    class Refused(Exception):
        status = 500

    with pytest.raises(DataloupeError, match="cannot be read: "), as_one_line("https://x/a", "aiohttp", "remote"):
        raise Refused("the authorization service was not found")


def test_a_sample_is_drawn_of_addresses(web, tmp_path, cache):
    command = ["sample-of", "threads", f"{web[1]}/data/", "--rows", "5", "--workspace", str(tmp_path / "sample")]
    assert main([*command, "--until", "documents"]) == 0
    assert open_workspace(tmp_path / "sample").read_manifest().tables["documents"].rows == 5
    assert len(list(cache.rglob("*.jsonl"))) == 3
