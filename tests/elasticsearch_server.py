"""A real Elasticsearch for the tests: unpacked from Maven Central, started on loopback, stopped.

The server is the distribution that Elastic publishes for integration tests; it has what the engine
uses. It refuses to run as root, so root hands it to a system user.
"""

import argparse
import contextlib
import json
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

#: The same as in docker-compose.yml; a test holds them equal.
VERSION = "8.19.21"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
_ZIP = (
    "org/elasticsearch/distribution/integ-test-zip/elasticsearch/"
    f"{VERSION}/elasticsearch-{VERSION}.zip"
)
#: The user that root starts the server as.
_USER = "treatylens-search"
_START_SECONDS = 120
#: What asks for a user, and for https with the certificate that ``_secure`` makes.
_SECURED = {
    "xpack.security.enabled": "true",
    "xpack.security.http.ssl.enabled": "true",
    "xpack.security.http.ssl.key": "node/node.key",
    "xpack.security.http.ssl.certificate": "node/node.crt",
}
_DOWNLOAD_SECONDS = 600


class NoServerError(Exception):
    """No server can be started here; ``str(error)`` says what is missing."""


@dataclass
class Node:
    """One process of a cluster. ``settings``: what it is started with. ``log``: what it has
    said."""

    name: str
    home: Path
    port: int
    settings: Mapping[str, str]
    heap: int
    quick: bool
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> Path:
        return self.home / "output.log"

    @property
    def is_up(self) -> bool:
        return self.process.poll() is None

    def kill(self) -> None:
        """SIGKILL, to all of it: the launcher and the server."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Start it again on what it had written."""
        self.process = _started(self.home, self.settings, self.heap, self.quick)


@dataclass
class Server:
    """A cluster of one node or more, and how to reach it."""

    folder: Path
    nodes: list[Node] = field(default_factory=list)
    secured: bool = False

    @property
    def hosts(self) -> str:
        scheme = "https" if self.secured else "http"
        return ",".join(f"{scheme}://127.0.0.1:{node.port}" for node in self.nodes)

    @property
    def ca(self) -> Path:
        """The certificate that signed those of a secured server."""
        return self.nodes[0].home / "config" / "ca" / "ca.crt"

    def wait(self, nodes: int) -> None:
        """Until so many nodes have joined. Raises ``NoServerError``."""
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if _joined(self) == nodes:
                return
            time.sleep(0.3)
        raise NoServerError(f"{nodes} nodes did not join within {_START_SECONDS} seconds")

    def stop(self) -> None:
        """End every node by its id, and remove what they wrote."""
        for node in self.nodes:
            node.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def start_server(
    *,
    nodes: int = 1,
    heap: int = 512,
    quick: bool = False,
    processors: int = 1,
    users: Mapping[str, tuple[str, str]] | None = None,
) -> Server:
    """Start a cluster on loopback and wait until it answers. Raises ``NoServerError``.

    ``quick``: its code is compiled in haste, for a server that runs for minutes.
    With ``users``, names with a password and the pattern of the indexes that are theirs, it speaks
    https and asks who is asking.
    """
    folder = Path(tempfile.mkdtemp(prefix="treatylens-elasticsearch-"))
    server = Server(folder, secured=users is not None)
    ports = _free_ports(2 * nodes)
    names = [f"n{number}" for number in range(1, nodes + 1)]
    common = {
        "network.host": "127.0.0.1",
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        "node.processors": str(processors),
        **(_SECURED if users else {"xpack.security.enabled": "false"}),
    }
    if nodes == 1:
        common["discovery.type"] = "single-node"
    else:
        common["cluster.name"] = f"tests-{ports[0]}"
        common["cluster.initial_master_nodes"] = ",".join(names)
        common["discovery.seed_hosts"] = ",".join(f"127.0.0.1:{one}" for one in ports[nodes:])
    try:
        for name, port, transport in zip(names, ports[:nodes], ports[nodes:], strict=True):
            home = _unpacked(folder / name)
            if users:
                _secure(home, users)
            settings = common | {
                "node.name": name,
                "http.port": str(port),
                "transport.port": str(transport),
                "path.data": str(home / "data"),
                "path.logs": str(home / "logs"),
            }
            process = _started(home, settings, heap, quick)
            server.nodes.append(Node(name, home, port, settings, heap, quick, process))
        server.wait(nodes)
    except BaseException:
        server.stop()
        raise
    return server


def _started(
    home: Path, settings: Mapping[str, str], heap: int, quick: bool
) -> subprocess.Popen[bytes]:
    flags = [part for key, value in settings.items() for part in ("-E", f"{key}={value}")]
    with (home / "output.log").open("ab") as output:
        return subprocess.Popen(
            [*_as_user(), str(home / "bin" / "elasticsearch"), *flags],
            env=_environment(heap, quick),
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )


def _secure(home: Path, users: Mapping[str, tuple[str, str]]) -> None:
    """A certificate for this machine, and users by file, each with all rights on its indexes."""
    roles = {
        name: {"indices": [{"names": [pattern], "privileges": ["all"]}]}
        for name, (_, pattern) in users.items()
    }
    config = home / "config"
    (config / "roles.yml").write_text(json.dumps(roles), encoding="utf-8")  # JSON is YAML
    certutil = "elasticsearch-certutil"
    ca = ("--ca-cert", "config/ca/ca.crt", "--ca-key", "config/ca/ca.key")
    own = ("--name", "node", "--ip", "127.0.0.1", "--out", "config/node.zip")
    _run(home, certutil, "ca", "--silent", "--pem", "--out", "config/ca.zip")
    _unzip(config / "ca.zip")
    _run(home, certutil, "cert", "--silent", "--pem", *ca, *own)
    _unzip(config / "node.zip")
    for name, (password, _) in users.items():
        _run(home, "elasticsearch-users", "useradd", name, "-p", password, "-r", name)


def _unzip(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(path.parent)
        for name in archive.namelist():
            (path.parent / name).chmod(0o755)  # whoever the server runs as


def _run(home: Path, command: str, *arguments: str) -> None:
    """One of the server's own commands."""
    done = subprocess.run(
        [*_as_user(), str(home / "bin" / command), *arguments],
        env=_environment(64, quick=True),
        cwd=home,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise NoServerError(f"{command} failed: {done.stdout[-300:]} {done.stderr[-300:]}")


def _joined(server: Server) -> int:
    """How many nodes have joined; of a secured one, 1 as soon as it asks who is asking. Raises
    ``NoServerError`` where one has ended by itself."""
    for node in server.nodes:
        if node.process.poll() not in {None, -signal.SIGKILL}:
            said = node.log.read_text("utf-8", "replace")[-1_500:]
            raise NoServerError(f"Elasticsearch ended while it started: {said}")
    for host in server.hosts.split(","):
        trusted = ssl.create_default_context(cafile=server.ca) if server.secured else None
        with contextlib.suppress(OSError, ValueError):
            try:
                url = f"{host}/_cluster/health"
                with urllib.request.urlopen(url, timeout=2, context=trusted) as answer:
                    return int(json.load(answer)["number_of_nodes"])
            except urllib.error.HTTPError as error:
                error.close()
                if error.code == 401:
                    return 1
    return 0


def _unpacked(home: Path) -> Path:
    """A copy of the distribution that its user may write to."""
    home.mkdir(parents=True)
    with zipfile.ZipFile(distribution()) as archive:
        archive.extractall(home)
    root = home / f"elasticsearch-{VERSION}"
    for path in root.rglob("*"):
        if path.is_file() and (path.parent.name == "bin" or path.suffix in {"", ".so"}):
            path.chmod(0o755)
    if account := _account():
        for path in (home.parent, home, *home.rglob("*")):
            os.chown(path, account.pw_uid, account.pw_gid)
    return root


def distribution() -> Path:
    """The zip of the server, fetched once. Raises ``NoServerError``."""
    path = Path.home() / ".m2" / "repository" / _ZIP
    if path.exists():
        return path
    if not shutil.which("mvn"):
        raise NoServerError("Maven, which fetches Elasticsearch, is not installed")
    command = ["mvn", "-B", "-q", "dependency:get", "-Dtransitive=false", f"-Dartifact={ARTIFACT}"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS)
    except subprocess.TimeoutExpired:
        raise NoServerError("Elasticsearch could not be fetched in ten minutes") from None
    if done.returncode or not path.exists():
        raise NoServerError(f"Elasticsearch could not be fetched: {done.stdout[-300:]}")
    return path


def _account() -> pwd.struct_passwd | None:
    """The user that root starts the server as, made if need be; None for who is not root."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(KeyError):
        return pwd.getpwnam(_USER)
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _USER]
    if not shutil.which("useradd") or subprocess.run(command, capture_output=True).returncode:
        raise NoServerError("Elasticsearch does not run as root, and no user can be made for it")
    return pwd.getpwnam(_USER)


def _as_user() -> list[str]:
    """What to put before a command so that it does not run as root."""
    account = _account()
    if account is None:
        return []
    if not shutil.which("setpriv"):
        raise NoServerError("Elasticsearch does not run as root, and there is no setpriv")
    return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]


def _environment(heap: int, quick: bool) -> dict[str, str]:
    java = os.environ.get("ES_JAVA_HOME") or os.environ.get("JAVA_HOME") or _java_home()
    haste = "-XX:TieredStopAtLevel=1" if quick else ""
    return {
        "PATH": os.environ["PATH"],
        "HOME": "/tmp",
        "ES_JAVA_HOME": java,
        "ES_JAVA_OPTS": f"-Xms{heap}m -Xmx{heap}m {haste}",
        "CLI_JAVA_OPTS": haste,
    }


def _java_home() -> str:
    java = shutil.which("java")
    if java is None:
        raise NoServerError("Java, which runs Elasticsearch, is not installed")
    return str(Path(java).resolve().parents[1])


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]
    finally:
        for one in sockets:
            one.close()


def main() -> None:
    """Run a server for benchmarks until Ctrl-C; prints its address."""
    options = argparse.ArgumentParser(description=main.__doc__)
    options.add_argument("--nodes", type=int, default=1)
    options.add_argument("--heap", type=int, default=2_048, help="MB, for each node")
    chosen = options.parse_args()
    processors = max(1, len(os.sched_getaffinity(0)) // chosen.nodes)
    server = start_server(nodes=chosen.nodes, heap=chosen.heap, processors=processors)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(server.hosts, flush=True)  # noqa: T201
    try:
        signal.pause()
    except KeyboardInterrupt:
        server.stop()


if __name__ == "__main__":
    main()
