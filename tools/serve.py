"""``make run``: the demo with web server and worker. Ctrl-C stops all of it; a second start goes on from what is there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
GRACE_SECONDS = 10


def main() -> int:
    """Prepare the database, load the demo, serve until told to stop; 1 if a part stopped by itself."""
    host, port = os.environ.get("HOST") or "127.0.0.1", os.environ.get("PORT") or "8000"
    env = {**os.environ, "DEMO": "1"}
    _quietly([str(BIN / "flask"), "db", "upgrade"], env)
    subprocess.run([BIN / "flask", "demo", "load"], check=True, env=env, cwd=ROOT)
    granian = [str(BIN / "granian"), "--interface", "wsgi", "--host", host, "--port", port, "--workers", "2"]
    quiet = ["--blocking-threads", "1", "--no-log", "--workers-kill-timeout", "5", "wsgi:app"]
    commands = [[*granian, *quiet], [str(BIN / "flask"), "worker"]]
    parts = [subprocess.Popen(command, env=env, cwd=ROOT, start_new_session=True) for command in commands]
    print(f"\n  Mở http://{host}:{port}/  (dừng: Ctrl-C)\n", flush=True)
    return _until_told(parts)


def _quietly(command: list[str], env: dict[str, str]) -> None:
    """Run a step whose words only matter if it fails."""
    done = subprocess.run(command, check=False, env=env, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def _until_told(parts: list[subprocess.Popen[bytes]]) -> int:
    """Wait for Ctrl-C or for the first part to stop, then stop the others."""
    told: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.append(1))
    while not told and all(part.poll() is None for part in parts):
        time.sleep(0.2)
    for part in parts:
        if part.poll() is None:
            part.send_signal(signal.SIGTERM)
    for part in parts:
        try:
            part.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(part.pid, signal.SIGKILL)
    return 0 if told else 1


if __name__ == "__main__":
    sys.exit(main())
