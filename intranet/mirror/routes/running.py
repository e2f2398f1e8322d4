"""The runs of a workbook, and undoing one."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from sqlalchemy import func, select

from intranet.access import me
from intranet.database import db
from intranet.htmx import redirect, render
from intranet.mirror import page, queries
from intranet.mirror.models import SyncRun
from intranet.mirror.routes.blueprint import GOVERN, blueprint, found, part_of
from intranet.mirror.undo import undo_run
from intranet.numbers import whole
from intranet.refusal import Refusal


@blueprint.get("/<uid>/cac-lan")
def runs(uid: str) -> Response:
    """All runs with their letters."""
    workbook, number = found(uid), max(1, request.args.get("trang", 1, type=whole))
    total = db.session.scalar(select(func.count()).where(SyncRun.workbook_id == workbook.id)) or 0
    shown = queries.runs_with_people(workbook.id, page.RUNS_A_PAGE, (number - 1) * page.RUNS_A_PAGE)
    return render(
        "mirror/runs.html", workbook=workbook, runs=[page.told(run, who) for run, who in shown],
        pages=page.Pages(number, total, page.RUNS_A_PAGE), page_url=lambda n: url_for("mirror.runs", uid=uid, trang=n),
    )  # fmt: skip


@blueprint.get("/<uid>/lan/<run_uid>/hoan-tac")
def ask_undo(uid: str, run_uid: str) -> Response:
    """What undoing a run will do."""
    workbook = found(uid, GOVERN)
    run = part_of(SyncRun, workbook, run_uid)
    tabs = {binding.id: binding.tab_title for binding in workbook.bindings}
    effects: dict[str, dict[tuple[str, str], int]] = {}
    for bound, side, what, count in queries.effects(run.id):
        effects.setdefault(tabs.get(bound, "đã bỏ gắn"), {})[side, what] = count
    return render("mirror/undo.html", workbook=workbook, told=page.told(run, None), effects=effects)


@blueprint.post("/<uid>/lan/<run_uid>/hoan-tac")
def undo(uid: str, run_uid: str) -> Response:
    """Undo a run on both sides; what was edited since stays and is told."""
    run = part_of(SyncRun, found(uid, GOVERN), run_uid)
    try:
        undone = undo_run(run, me().id)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.message, "error")
        return redirect(url_for("mirror.show", uid=uid))
    if undone.state in ("error", "deferred", "busy"):
        flash(" ".join(page.lines_of(undone)) or "Chưa hoàn tác được.", "error")
    else:
        flash("Đã hoàn tác. Những gì có người sửa sau đó được giữ nguyên và nêu ở dưới.", "success")
    return redirect(url_for("mirror.show", uid=uid))
