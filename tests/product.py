"""The product as it runs: web server and worker as processes of their own over one instance folder, and the demo made once."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from intranet.config import ROOT
from intranet.demo.load import BOOK
from tests.waiting import wait_until

BIN = Path(sys.executable).parent


def environment(instance: Path, **more: str) -> dict[str, str]:
    """The environment of a demo in that folder, with nothing of the caller's own settings."""
    ours = {"DATABASE_URL", "SECRET_KEY", "INSTANCE_DIR", "SHARED_FOLDER", "GOOGLE_API_URL", "HOST", "PORT", "LOG_JSON"}
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return {**kept, "DEMO": "1", "INSTANCE_DIR": str(instance), "PYTHONDONTWRITEBYTECODE": "1", **more}


def flask(instance: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run the ``flask`` command as an administrator would beside the running product."""
    return subprocess.run(
        [BIN / "flask", *words], env=environment(instance), cwd=ROOT, capture_output=True, text=True, check=False
    )


def copy_demo(source: Path, instance: Path) -> Path:
    """A demo of one's own: the folder copied and its workbooks bound at the new place. Gives the folder."""
    shutil.copytree(source, instance, dirs_exist_ok=True)
    with sqlite3.connect(instance / "intranet.db") as database:
        database.execute("UPDATE workbooks SET location = replace(location, ?, ?)", (f"{source}/", f"{instance}/"))
    database.close()
    return instance


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(frozen=True)
class Product:
    """A running demo: its address, its folder and its workbook."""

    url: str
    instance: Path

    @property
    def book(self) -> Path:
        """The workbook staff keep."""
        return self.instance / BOOK


@contextmanager
def running(instance: Path, **more: str) -> Iterator[Product]:
    """The demo of that folder behind a port, with its worker; both are stopped at the end. ``more``: its environment."""
    port = str(free_port())
    server = [str(BIN / "granian"), *f"--interface wsgi --host 127.0.0.1 --port {port} --no-log wsgi:app".split()]
    url = f"http://127.0.0.1:{port}"
    with (instance / "log").open("ab") as log:
        parts = [
            subprocess.Popen(command, env=environment(instance, **more), cwd=ROOT, stdout=log, stderr=log)
            for command in (server, [str(BIN / "flask"), "worker"])
        ]
        try:
            wait_until_served(url, parts[0])
            yield Product(url, instance)
            assert [part.poll() for part in parts] == [None, None], "both have worked to the end"
        finally:
            stop(*parts)


def wait_until_served(url: str, process: subprocess.Popen[bytes]) -> None:
    """Until the sign-in page is answered; a process that has ended will never answer it."""

    def answers() -> bool:
        assert process.poll() is None, f"the server ended with {process.returncode}"
        return _answers(url + "/dang-nhap")

    wait_until(answers, f"{url} is not served")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def stop(*processes: subprocess.Popen[bytes]) -> None:
    """End processes as Ctrl-C would, the slow ones by force."""
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in processes:
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
