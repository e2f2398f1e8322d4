"""One workbook: its page, "sync now", the progress of a run, in or out of the nightly run."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from intranet.database import db
from intranet.htmx import redirect, render, trigger, wants_partial
from intranet.mirror import home, page, service
from intranet.mirror.models import SyncRun
from intranet.mirror.routes.blueprint import GOVERN, SETTLE, ask_for_run, blueprint, found, part_of
from intranet.numbers import whole

#: What the page hears when a run has ended: every item asks for itself, or the whole page's content is asked for.
ENDED, ENDED_WHOLE = "run-ended", "page-changed"


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """The page of a workbook, or its content alone once a run has changed it."""
    number = max(1, request.args.get("trang", 1, type=whole))
    return render(
        "mirror/show.html", "mirror/_content.html", page_url=_page_url(uid), **page.page_of(found(uid), number)
    )


@blueprint.post("/<uid>/dong-bo")
def sync(uid: str) -> Response:
    """Start a run in the background; a second press joins the first."""
    ask_for_run(found(uid, SETTLE), anew=False)
    return redirect(url_for("mirror.show", uid=uid))


@blueprint.get("/<uid>/tien-do")
def progress(uid: str) -> Response:
    """How far the present run is, for a page that has just asked for one; it may have ended already."""
    workbook = found(uid)
    if not wants_partial():
        return redirect(url_for("mirror.show", uid=uid))
    run = page.waiting_run(workbook.id, and_running=True) or page.just_ended(workbook.id)
    state = page.progress_of(workbook, run) if run else None
    response = render("mirror/_progress.html", workbook=workbook, progress=state, whole=False)
    return response if state is None or state.polls else trigger(response, ENDED)


@blueprint.get("/<uid>/tien-do/<run_uid>")
def progress_of(uid: str, run_uid: str) -> Response:
    """How far one run is; once it has ended, its letter, and word to the page that things have changed."""
    workbook = found(uid)
    if not wants_partial():
        return redirect(url_for("mirror.show", uid=uid))
    whole = request.args.get("ca") == "1"
    state = page.progress_of(workbook, part_of(SyncRun, workbook, run_uid))
    response = render("mirror/_progress.html", workbook=workbook, progress=state, whole=whole)
    return response if state.polls else trigger(response, ENDED_WHOLE if whole else ENDED)


@blueprint.post("/<uid>/hang-dem")
def nightly(uid: str) -> Response:
    """Take the workbook into the nightly run, or out of it."""
    workbook = found(uid, GOVERN)
    service.enable(workbook, on=not workbook.enabled)
    said = (
        "Bảng tính được đồng bộ hằng đêm."
        if workbook.enabled
        else "Đã thôi đồng bộ hằng đêm; vẫn bấm “Đồng bộ ngay” được."
    )
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("mirror.show", uid=uid))


@blueprint.post("/<uid>/noi-nay")
def settle_here(uid: str) -> Response:
    """Say that from now on this installation syncs the workbook."""
    home.settle(found(uid, GOVERN))
    db.session.commit()
    flash("Từ nay bảng tính này được đồng bộ từ đây.", "success")
    return redirect(url_for("mirror.show", uid=uid))


def _page_url(uid: str) -> object:
    return lambda number: url_for("mirror.show", uid=uid, trang=number, _anchor="hop-thu")
