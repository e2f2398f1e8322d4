"""The process that is killed. A mother process imports the product once and forks a child for every command it is sent.

A line of JSON on its input is one command, a line of JSON on its output what became of it:
``{"args": [["sync", "run", "--json"]], "point": 7, "when": "after", "act": "kill"}`` runs the ``flask`` commands in a fresh
child and tells its output, its exit code or the signal that ended it, and the effects it had. ``{"resume": PID}`` lets a stopped
child go on.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from flask import Flask

from intranet import create_app
from intranet.config import Settings
from intranet.database import db
from sync.stores.google import client, pace
from tests.faults.effects import Effects, Orders

#: Where a child leaves what it has to say; outside the watched folder, so that it is no effect.
_SAID = Path(tempfile.mkdtemp(prefix="faults-"))
#: Arguments of the mother process: database, instance folder, key file, address of Google's stand-in.
EMPTY = "-"
_skipped = [0.0]


class VirtualClock(pace.Clock):
    """Waits by counting: no test sleeps."""

    def now(self) -> float:
        """The machine's time and all that was waited."""
        return time.time() + _skipped[0]

    def sleep(self, seconds: float) -> None:
        """Wait for nothing."""
        _skipped[0] += seconds


def serve(app: Flask, folder: Path) -> None:
    """Answer commands until the input ends."""
    for line in sys.stdin:
        command = json.loads(line)
        if command.get("here"):
            answer = _here(app, command)
        elif "resume" in command:
            os.kill(command["resume"], signal.SIGCONT)
            answer = _wait(command["resume"])
        else:
            pid = os.fork()
            if pid == 0:
                _child(app, folder, command)
            answer = _wait(pid)
        print(json.dumps(answer), flush=True)


def _here(app: Flask, command: dict[str, Any]) -> dict[str, Any]:
    """Run the commands in the mother process itself: what it has learnt of the database's queries, its children know."""
    answers = [app.test_cli_runner().invoke(args=args) for args in command["args"]]
    with app.app_context():
        db.engine.dispose()
    output, codes = [a.output for a in answers], [a.exit_code for a in answers]
    return {"output": output, "codes": codes, "effects": [], "killed": False, "stopped": 0}


def _wait(pid: int) -> dict[str, Any]:
    """What became of a child: its end, or that it has stopped."""
    _, status = os.waitpid(pid, os.WUNTRACED)
    if os.WIFSTOPPED(status):
        return {"stopped": pid, "killed": False, "effects": [], "output": [], "codes": []}
    said = _SAID / str(pid)
    told = json.loads(said.read_text() or "{}") if said.exists() else {}
    said.unlink(missing_ok=True)
    return {"effects": [], "output": [], "codes": [], **told, "killed": os.WIFSIGNALED(status), "stopped": 0}


def _child(app: Flask, folder: Path, command: dict[str, Any]) -> None:
    """Run the commands with the effects watched, and tell. Never returns."""
    os.setpgid(0, 0)
    said = os.open(_SAID / str(os.getpid()), os.O_WRONLY | os.O_CREAT)
    if command.get("hurry"):
        client.TIMEOUT = (1.0, 1.0)
    effects = Effects(folder, Orders(command.get("point", 0), command.get("when", ""), command.get("act", "")))
    with app.app_context():
        effects.holding = lambda pool=db.engine.pool: bool(pool.checkedout())  # type: ignore[misc]
    effects.install()
    output, codes = [], []
    for args in command["args"]:
        answer = app.test_cli_runner().invoke(args=args)
        output.append(answer.output or repr(answer.exception))
        codes.append(answer.exit_code)
    os.write(said, json.dumps({"output": output, "codes": codes, "effects": effects.seen}).encode())
    os._exit(0)


def main() -> None:
    """Import everything, then serve."""
    database, folder, key, url = sys.argv[1:]
    settings = Settings(
        database_url=database, secret_key="only-for-tests-0123456789-abcdefghijklmnop", instance_dir=Path(folder),
        google_service_account_file=None if key == EMPTY else Path(key), google_api_url=None if url == EMPTY else url,
        testing=True, rate_limits=False, argon2_fast=True,
    )  # fmt: skip
    pace.Clock = VirtualClock  # type: ignore[misc]
    serve(create_app(settings), Path(folder).parent)


if __name__ == "__main__":
    main()
