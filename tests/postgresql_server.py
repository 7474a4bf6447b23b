"""A real PostgreSQL for the tests: a cluster of its own in a folder, on loopback, stopped.

The server refuses to run as root, so root hands it to the user that Debian's package makes.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

#: Where Debian keeps the programs of each version.
_DEBIAN = Path("/usr/lib/postgresql")
#: The user that root starts the server as.
_USER = "postgres"
_SECONDS = 60
#: What is not needed of a database that is thrown away.
_QUICK = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


class NoDatabaseServerError(Exception):
    """No server can be started here; ``str(error)`` says what is missing."""


@dataclass
class DatabaseServer:
    """A running cluster. ``url(name)`` is that of one of its databases."""

    programs: Path
    folder: Path
    port: int

    def url(self, name: str) -> str:
        return f"postgresql://treatylens@127.0.0.1:{self.port}/{name}"

    def create(self, name: str) -> str:
        """A new database, and its URL."""
        _run(
            [
                self.programs / "createdb",
                "-h",
                "127.0.0.1",
                "-p",
                self.port,
                "-U",
                "treatylens",
                name,
            ]
        )
        return self.url(name)

    def stop(self) -> None:
        """End the server, and remove what it wrote."""
        _run([self.programs / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "stop"])
        shutil.rmtree(self.folder, ignore_errors=True)


def start_database_server() -> DatabaseServer:
    """A new cluster. Raises ``NoDatabaseServerError``."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="treatylens-postgresql-"))
    if os.geteuid() == 0:
        try:
            owner = pwd.getpwnam(_USER)
        except KeyError:
            raise NoDatabaseServerError(f"there is no user {_USER} to start it as") from None
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    data = folder / "data"
    try:
        _run([programs / "initdb", "-D", data, "-U", "treatylens", "-A", "trust", "-E", "UTF8",
              "--no-sync", "--locale=C"])  # fmt: skip
        port = _free_port()
        options = f"-h 127.0.0.1 -p {port} -k {folder} {_QUICK}"
        _run([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w",
              "-t", _SECONDS, "start"])  # fmt: skip
    except NoDatabaseServerError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return DatabaseServer(programs, folder, port)


def _programs() -> Path:
    found = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not found and not on_path:
        raise NoDatabaseServerError("PostgreSQL is not installed (Debian's package postgresql)")
    return found[-1].parent if found else Path(str(on_path)).parent


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _run(command: Sequence[object]) -> None:
    words = [str(word) for word in command]
    if os.geteuid() == 0:
        words = ["setpriv", f"--reuid={_USER}", f"--regid={_USER}", "--init-groups", *words]
    done = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        timeout=2 * _SECONDS,
        cwd="/",
    )
    if done.returncode:
        raise NoDatabaseServerError(f"{Path(str(command[0])).name}: {done.stderr.strip()}")
