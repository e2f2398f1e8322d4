"""A real, headless LibreOffice: opens workbooks, edits them as a clerk would, recalculates them and tells what it sees."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SYSTEM_PYTHON = "/usr/bin/python3"  # the only one that has the uno module
WORKER = Path(__file__).with_name("libreoffice_worker.py")

#: What a cell shows: {"value": ...} or {"error": code}, and "formula" if it has one.
Shown = dict[str, Any]
Sheets = dict[str, dict[tuple[int, int], Shown]]
#: An edit: its name (see EDITS in the worker), the tab's title, what it needs.
Edit = Sequence[Any]


class LibreOffice:
    """One LibreOffice for many files. ``profile`` is a folder of its own."""

    def __init__(self, profile: Path) -> None:
        self._child = subprocess.Popen(
            [SYSTEM_PYTHON, "-u", str(WORKER), str(profile)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def edit(self, path: Path, *edits: Edit) -> None:
        """Open the file, do the edits and save it as .xlsx, as a clerk does."""
        self._ask(path=str(path), edits=[list(edit) for edit in edits], save=str(path))

    def seen(self, path: Path, *edits: Edit) -> Sheets:
        """Every cell by sheet title and (row, column) from 0, after these edits and a hard recalculation; nothing is saved."""
        answer = self._ask(path=str(path), edits=[list(edit) for edit in edits], dump=True)
        return {title: {_place(key): content for key, content in cells.items()} for title, cells in answer.items()}

    def _ask(self, **request: object) -> Any:
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(request) + "\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        if not line:
            raise RuntimeError("LibreOffice died")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["ok"]

    def close(self) -> None:
        """End it."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait(30)


def _place(key: str) -> tuple[int, int]:
    row, _, column = key.partition(",")
    return int(row), int(column)
