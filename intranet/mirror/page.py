"""What the page of a workbook shows: how it stands, the run at work, the inbox, the last runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from intranet.database import utcnow
from intranet.formatting import TIME_ZONE, vn_moment
from intranet.mirror import home, inbox_view, lease, queries, reports, shared_folder
from intranet.mirror.models import STORE_KINDS, SyncRun, Workbook

ITEMS_A_PAGE = 40
RUNS_SHOWN = 3
RUNS_A_PAGE = 20
#: A run that nobody takes for so long says that no worker is there; after a while it is offered to the worker once more.
NOBODY_CAME, FORGOTTEN = timedelta(seconds=20), timedelta(minutes=2)
JUST_NOW = timedelta(seconds=15)
TRIGGERS = {"nightly": "chạy hằng đêm", "manual": "bấm trên phần mềm", "cli": "chạy bằng dòng lệnh", "undo": "hoàn tác"}
TONES = {"done": "done", "waiting": "wait", "guarded": "act", "error": "act", "deferred": "wait", "busy": "plain"}
NOTHING_NEW = "Không có gì mới ở cả hai bên, nên không ghi gì."


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the run at work is. ``state``: queued, nobody (no worker took it), running, stalled, or ended."""

    run: SyncRun
    state: str
    part: int
    whole: int
    words: str
    amount: str
    letter: Sequence[str]

    @property
    def polls(self) -> bool:
        """Whether there is something to wait for."""
        return self.state != "ended"

    @property
    def moves(self) -> bool:
        """Whether it is worth reloading a page without JavaScript for it."""
        return self.state in ("queued", "running")


@dataclass(frozen=True, slots=True)
class Told:
    """A run as its letter tells it."""

    run: SyncRun
    when: str
    who: str
    state: str
    tone: str
    lines: Sequence[str]
    may_undo: bool


def progress_of(workbook: Workbook, run: SyncRun) -> Progress:
    """How far a run is, honestly: also when nobody works on it."""
    told = run.progress or {}
    part, whole, words = int(told.get("done", 0)), int(told.get("total", 0)), str(told.get("words", ""))
    state = _state(workbook, run)
    amount = f"{part} / {whole} trang" if words.startswith("Đang so") else ""
    return Progress(run, state, part, whole, words, amount, lines_of(run) if state == "ended" else ())


def _state(workbook: Workbook, run: SyncRun) -> str:
    if run.state == "queued":
        return "nobody" if workbook.lease_holder is None and utcnow() - run.started_at > NOBODY_CAME else "queued"
    if run.state == "running":
        holder, until = workbook.lease_holder, workbook.lease_until
        alive = holder is not None and until is not None and until > utcnow() and not lease.is_dead(holder)
        return "running" if alive else "stalled"
    return "ended"


def lines_of(run: SyncRun) -> list[str]:
    """The run's letter without its head."""
    said = reports.sentences(run.report or {})
    return said or ([NOTHING_NEW] if run.state in ("done", "waiting", "guarded") else [])


def told(run: SyncRun, who: str | None) -> Told:
    """A run as it is listed."""
    undone = bool((run.report or {}).get("undone_by"))
    state = "đã hoàn tác" if undone else standing_of(run)
    changed = any(_touched(table) for table in (run.report or {}).get("tables", {}).values())
    may_undo = changed and not undone and run.trigger != "undo" and run.state not in queries.ACTIVE
    tone = "plain" if undone or is_undo(run) else TONES.get(run.state, "plain")
    return Told(run, moment(run.started_at), who or TRIGGERS.get(run.trigger, ""), state, tone, lines_of(run), may_undo)


def is_undo(run: SyncRun) -> bool:
    """Whether the run took another one back: what it took back differs between the two sides until the next run asks."""
    return run.trigger == "undo" and run.state in ("done", "waiting", "guarded")


def standing_of(run: SyncRun) -> str:
    """How both sides stand after a run."""
    return "hoàn tác xong" if is_undo(run) else reports.STATES.get(run.state, run.state)


def _touched(table: Mapping[str, Any]) -> bool:
    return any(sum((table.get(side) or {}).values()) for side in ("database", "sheet"))


def moment(at: datetime | None) -> str:
    """A moment as one says it: 01:30 hôm nay; 16:02, 06/11/2022."""
    if at is None:
        return ""
    today, local = utcnow().astimezone(TIME_ZONE).date(), at.astimezone(TIME_ZONE)
    return f"{local:%H:%M} hôm nay" if local.date() == today else vn_moment(at)


def waiting_run(workbook_id: int, *, and_running: bool) -> SyncRun | None:
    """The run that waits its turn, or is at work."""
    return queries.active_run(workbook_id, queries.ACTIVE if and_running else ("queued",))


def just_ended(workbook_id: int) -> SyncRun | None:
    """The latest run, if it ended a moment ago: a small workbook is done before the page asks."""
    for run, _ in queries.runs_with_people(workbook_id, 1):
        if run.finished_at is not None and utcnow() - run.finished_at < JUST_NOW:
            return run
    return None


def is_forgotten(run: SyncRun) -> bool:
    """Whether a queued run has waited so long that its task may be lost; offering it again does no harm."""
    return run.state == "queued" and utcnow() - run.started_at > FORGOTTEN


def standing_note(workbook: Workbook, last: SyncRun | None) -> str:
    """Under the workbook's name: what it is, and how it stood at the last run."""
    parts = [STORE_KINDS[workbook.kind], f"sổ năm {workbook.year}", workbook.organisation.name]
    if last is not None and last.finished_at is not None:
        parts.append(f"{standing_of(last)} lúc {moment(last.finished_at)}")
    return " · ".join(parts)


def place_of(workbook: Workbook) -> str:
    """Where the workbook is, as people know it."""
    return shared_folder.shown(workbook.location) if workbook.kind == "xlsx" else workbook.location


def sheet_address(workbook: Workbook) -> str:
    """The workbook's address where a browser can open it."""
    return f"https://docs.google.com/spreadsheets/d/{workbook.location}/edit" if workbook.kind == "sheets" else ""


def page_of(workbook: Workbook, number: int = 1) -> dict[str, Any]:
    """Everything the page of a workbook shows (seven queries)."""
    runs = queries.runs_with_people(workbook.id, RUNS_SHOWN + 3)
    ended = [(run, who) for run, who in runs if run.state not in queries.ACTIVE]
    active = next((run for run, _ in reversed(runs) if run.state == "running"), None)
    active = active or next((run for run, _ in runs if run.state == "queued"), None)
    inbox = queries.inbox_page(workbook.id, number, ITEMS_A_PAGE)
    shown = inbox_view.shown(workbook, workbook.bindings, inbox.items, inbox.alike)
    return {
        "workbook": workbook,
        "note": standing_note(workbook, ended[0][0] if ended else None),
        "place": place_of(workbook),
        "address": sheet_address(workbook),
        "progress": progress_of(workbook, active) if active else None,
        "moved": home.MOVED_HERE if home.is_elsewhere(workbook) else "",
        "held": [binding for binding in workbook.bindings if binding.held],
        "groups": inbox_view.grouped(shown, inbox.of_kind),
        "total": inbox.total,
        "pages": Pages(number, inbox.total, ITEMS_A_PAGE),
        "undone": bool(ended) and is_undo(ended[0][0]),
        "runs": [told(run, who) for run, who in ended[:RUNS_SHOWN]],
        "read_at": moment(_last_read(ended)),
    }


def _last_read(ended: Sequence[tuple[SyncRun, str | None]]) -> datetime | None:
    """When the sheet was last looked at."""
    return next((run.started_at for run, _ in ended if run.state in ("done", "waiting", "guarded")), None)


@dataclass(frozen=True, slots=True)
class Pages:
    """Where one is in a long list; what the pager asks for."""

    page: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // self.size))
