"""``make run``: one command starts everything, Ctrl-C ends everything, and the next start goes on from what is there."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

from intranet.config import ROOT
from intranet.demo.load import ACCOUNTS, PASSWORD
from tests import product
from tests.waiting import PATIENCE, wait_until


class Visitor:
    """A browser without a screen: cookies, forms with their token, nothing more."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> str:
        """The page at that address, wherever it leads."""
        with self._opener.open(self.url + path, timeout=PATIENCE) as answer:
            return str(answer.read().decode("utf-8"))

    def post(self, page: str, path: str, **fields: str) -> str:
        """Send a form found on that page; gives the page it leads to."""
        token = re.search(r'name="csrf-token" content="([^"]+)"', self.get(page))
        assert token is not None
        data = urllib.parse.urlencode({"csrf_token": token[1], **fields}).encode()
        with self._opener.open(self.url + path, data, timeout=PATIENCE) as answer:
            return str(answer.read().decode("utf-8"))


@contextmanager
def made_run(instance: Path, port: int, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """What ``make run`` starts, in a folder of its own; ended here if the test did not end it."""
    env = product.environment(instance, PORT=str(port), PYTHONUNBUFFERED="1")
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.serve"], env=env, cwd=ROOT, stdout=output, stderr=output
        )
        try:
            product.wait_until_served(f"http://127.0.0.1:{port}", process)
            yield process
        finally:
            product.stop(process)


def descendants(pid: int) -> list[int]:
    """Every process started by that one, and by those."""
    started: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        started.setdefault(parent, []).append(int(folder.name))
    found = list(started.get(pid, []))
    for child in found:
        found += started.get(child, [])
    return found


def press_ctrl_c(process: subprocess.Popen[bytes]) -> None:
    """Interrupt it and wait: it ends well, and nothing it started is left."""
    parts = descendants(process.pid)
    assert len(parts) >= 3, "a server with its worker processes, and the queue's worker"
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 0
    assert [pid for pid in parts if _lives(pid)] == []


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()


def sign_in(visitor: Visitor, login: str = "vanphong") -> str:
    """Sign in; gives the start page."""
    return visitor.post("/dang-nhap", "/dang-nhap", login=login, password=PASSWORD)


def workbook_address(visitor: Visitor, name: str = "Sổ theo dõi") -> str:
    """The address of the workbook whose name begins so."""
    found = re.search(rf'href="(/bang-tinh/[A-Z0-9a-z]+)"[^>]*>{name}', visitor.get("/bang-tinh/"))
    assert found is not None
    return found[1]


def wait_for_the_worker(visitor: Visitor, address: str, runs: int) -> str:
    """The list of runs once there is one more, and it is done."""

    def ended() -> str:
        page = visitor.get(address + "/cac-lan")
        under_way = re.search(r">\s*(đang chạy|đang chờ đến lượt)\s*<", page)
        return page if page.count('<li class="run">') > runs and not under_way else ""

    return wait_until(ended, "the worker has not carried out the run")


def test_one_command_serves_the_demo_and_the_next_start_goes_on_from_there(tmp_path: Path) -> None:
    instance, port = tmp_path / "instance", product.free_port()
    visitor = Visitor(f"http://127.0.0.1:{port}")
    with made_run(instance, port, tmp_path / "first.log") as process:
        assert "Việc cần làm" in sign_in(visitor)
        address = workbook_address(visitor)
        before = visitor.get(address + "/cac-lan").count('<li class="run">')
        visitor.post(address, address + "/dong-bo")
        assert "Lê Thu Hà" in wait_for_the_worker(visitor, address, before)
        press_ctrl_c(process)
    said = (tmp_path / "first.log").read_text(encoding="utf-8")
    assert f"http://127.0.0.1:{port}/" in said
    assert [a.login for a in ACCOUNTS if a.login not in said] == []
    assert PASSWORD in said

    members = product.flask(instance, "record", "list", "members", "--json").stdout
    with made_run(instance, port, tmp_path / "second.log") as process:
        assert "Lê Thu Hà" in visitor.get("/tai-khoan"), "still signed in: the secret was kept"
        assert product.flask(instance, "record", "list", "members", "--json").stdout == members
        press_ctrl_c(process)


def test_a_part_that_ends_by_itself_ends_the_whole_with_an_error(demo_folder: Path, tmp_path: Path) -> None:
    instance, port = product.copy_demo(demo_folder, tmp_path / "demo"), product.free_port()
    assert product.flask(instance, "db", "stamp", "head").returncode == 0
    with made_run(instance, port, tmp_path / "log") as process:
        parts = descendants(process.pid)
        worker = next(pid for pid in parts if "worker" in Path(f"/proc/{pid}/cmdline").read_text().split("\0"))
        os.kill(worker, signal.SIGTERM)
        assert process.wait(PATIENCE) == 1
        assert [pid for pid in parts if _lives(pid)] == []
