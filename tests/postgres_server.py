"""A PostgreSQL server of this machine for the tests: a free port, a folder, a user that is not root."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

PASSWORD = "pass:w@rd 7"


def binaries():
    """The folder with initdb and pg_ctl; None without a server. Debian does not put it on the PATH."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    on_path = shutil.which("initdb")
    folders += [Path(on_path).parent] if on_path else []
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


def _as_user(folder):
    """Arguments of a child: root becomes nobody, whom the folder then belongs to."""
    if os.geteuid() != 0:
        return {"cwd": folder}
    user = pwd.getpwnam("nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"cwd": folder, "user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


class Server:
    """`address` has no password; it is in PGPASSWORD of those who connect."""

    def __init__(self, folder):
        self.folder, self.bin = folder, binaries()
        (folder / "password").write_text(PASSWORD)
        self.child = _as_user(folder)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"postgresql://reader@127.0.0.1:{self.port}/postgres"
        self._run("initdb", "-D", "data", "-U", "reader", "-A", "scram-sha-256", "--pwfile=password", "-N",
                  "-E", "UTF8", "--locale=C.UTF-8")  # fmt: skip

    def _run(self, program, *arguments):
        subprocess.run([self.bin / program, *arguments], check=True, stdout=subprocess.DEVNULL, **self.child)

    def start(self):
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")

    def stop(self):
        self._run("pg_ctl", "-D", "data", "-w", "-m", "immediate", "stop")


@contextlib.contextmanager
def postgres_server():
    """A server that runs until the block ends."""
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        server = Server(Path(folder))
        server.start()
        try:
            yield server
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):
                server.stop()
