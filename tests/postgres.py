"""A throw-away PostgreSQL for tests: its own cluster in a temporary folder, on a socket in that folder, fsync off."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, where Debian or the PATH has them."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def cluster(tools: Path) -> Iterator[str]:
    """Start a cluster in a folder of its own and give the URL of an empty database; stopped and removed at the end.

    The folder is not pytest's, which is closed to every other account.
    """
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder, _started(Path(folder), tools) as url:
        yield url


@contextmanager
def database(server: str, name: str) -> Iterator[str]:
    """An empty database of that name on the server a URL leads to, dropped at the end. Gives its URL."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield server.replace("/postgres?", f"/{name}?")
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _started(folder: Path, tools: Path) -> Iterator[str]:
    data, sockets = folder / "data", folder / "s"
    sockets.mkdir()
    owner = _owner(folder)
    options = f"-k {sockets} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=20"
    _run(owner, tools / "initdb", "-D", data, "-U", "intranet", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    _run(owner, tools / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        yield f"postgresql://intranet@/postgres?host={sockets}"
    finally:
        _run(owner, tools / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _owner(folder: Path) -> str | None:
    """PostgreSQL refuses to run as root; then the system's own postgres account runs it."""
    if os.getuid() != 0:
        return None
    account = pwd.getpwnam("postgres")
    for path in (folder, folder / "s"):
        os.chown(path, account.pw_uid, account.pw_gid)
    return account.pw_name


def _run(owner: str | None, *command: object) -> None:
    words = [str(word) for word in command]
    as_owner = ["runuser", "-u", owner, "--", *words] if owner else words
    subprocess.run(as_owner, check=True, stdout=subprocess.DEVNULL, cwd="/")
