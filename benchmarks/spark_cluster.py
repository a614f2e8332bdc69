"""A Spark standalone cluster on this machine: a master, workers of one core each, and a Spark Connect server.

    pip install --no-deps --target DIR pyspark py4j      # not into the environment of dataloupe: it has pyspark-client
    SPARK_HOME=DIR/pyspark python -m benchmarks.spark_cluster --workers 2

It needs Java 17 (Debian: default-jre-headless), prints the address for `--engine`, and runs until Ctrl-C.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
JAVA_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""The JVM moves blocks, and Python computes: compiling for speed and collecting garbage in threads cost more processor
seconds than they gain.
"""
SECONDS = 300
"""A server that does not listen for so long is given up."""


@dataclass
class Cluster:
    """The address for `--engine`, the command of its `server`, which has the driver, and the processes: master,
    workers, and the server.
    """

    address: str
    log: Path
    server: list[str] = field(default_factory=list)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def executors(self) -> list[int]:
        """The process numbers of the executors."""
        listed = subprocess.run(["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
        mine = f"binding.port={self.address.rpartition(':')[2]} "  # settings of the server are options of its executors
        some = [line.split(None, 1) for line in listed.splitlines() if "CoarseGrainedExecutorBackend" in line]
        return [int(number) for number, command in some if mine in command]

    def restart_server(self) -> None:
        """Kill the Connect server, and start it again at the same address."""
        self.processes["connect"].kill()
        self.processes["connect"].wait()
        _start(self, "connect", self.server)
        _wait(int(self.address.rpartition(":")[2]))


def missing() -> str | None:
    """What this machine lacks for a cluster; None if nothing."""
    home = os.environ.get("SPARK_HOME")
    if not home or not (Path(home) / "bin" / "spark-class").is_file():
        return "SPARK_HOME does not name an installation of Spark"
    return None if shutil.which("java") or os.environ.get("JAVA_HOME") else "there is no Java"


@contextlib.contextmanager
def cluster(workers: int = 2, memory: str = "1g") -> Iterator[Cluster]:
    """A running cluster; all its processes end with the block."""
    home = Path(os.environ["SPARK_HOME"])
    with tempfile.TemporaryDirectory(prefix="spark-") as folder:
        master, web, connect = _free_port(), _free_port(), _free_port()
        made = Cluster(f"sc://127.0.0.1:{connect}", Path(folder))
        url = f"spark://127.0.0.1:{master}"
        deploy = [str(home / "bin" / "spark-class"), "org.apache.spark.deploy"]
        master_options = ["--host", "127.0.0.1", "--port", str(master), "--webui-port", str(web)]
        try:
            _start(made, "master", [deploy[0], f"{deploy[1]}.master.Master", *master_options])
            _wait(master)
            for number in range(workers):
                options = ["-c", "1", "-m", memory, "--work-dir", f"{folder}/work-{number}", "--host", "127.0.0.1", url]
                _start(made, f"worker-{number}", [deploy[0], f"{deploy[1]}.worker.Worker", *options])
            made.server = _connect_command(home, url, connect, memory, workers)
            _start(made, "connect", made.server)
            _wait(connect)
            yield made
        finally:
            for process in reversed(made.processes.values()):
                process.terminate()
            for process in made.processes.values():
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(20)
                process.kill()


def _connect_command(home: Path, url: str, port: int, memory: str, workers: int) -> list[str]:
    settings = {
        "spark.connect.grpc.binding.port": port,
        "spark.executor.memory": memory,
        "spark.executor.cores": 1,
        "spark.default.parallelism": workers,
        "spark.sql.shuffle.partitions": 4 * workers,
        "spark.executorEnv.PYTHONPATH": ROOT,
        "spark.pyspark.python": sys.executable,
        "spark.ui.enabled": "false",
        "spark.executor.extraJavaOptions": JAVA_OPTIONS,
        "spark.driver.extraJavaOptions": JAVA_OPTIONS,
    }
    options = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    server = "org.apache.spark.sql.connect.service.SparkConnectServer"
    return [str(home / "bin" / "spark-submit"), "--master", url, "--class", server, *options]


def _start(made: Cluster, name: str, command: list[str]) -> None:
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_LOCAL_DIRS": str(made.log / "local")}
    environment |= {"SPARK_LOG_DIR": str(made.log), "PYSPARK_PYTHON": sys.executable}
    # the server with the driver counts as a daemon, too, and needs more than the others
    memory = "1g" if name == "connect" else "256m"
    environment |= {"PYTHONPATH": str(ROOT), "SPARK_DAEMON_MEMORY": memory}
    with (made.log / f"{name}.log").open("wb") as log:
        made.processes[name] = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)


def _wait(port: int) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.3)
    raise TimeoutError(f"no server listens on port {port} after {SECONDS} seconds")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def main() -> None:
    """Run a cluster until Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory", default="1g", help="of each executor")
    arguments = parser.parse_args()
    if lacking := missing():
        sys.exit(f"{lacking}. {(__doc__ or '').strip()}")
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # its processes end with it
    with cluster(arguments.workers, arguments.memory) as made, contextlib.suppress(KeyboardInterrupt):
        print(made.address, flush=True)
        while True:
            time.sleep(1)


if __name__ == "__main__":
    main()
