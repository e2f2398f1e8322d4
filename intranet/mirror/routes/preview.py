"""The rehearsal of a run, and letting a plan past a guard after a look at it."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from intranet.database import db
from intranet.htmx import redirect, render
from intranet.mirror import preview as rehearsal
from intranet.mirror import service
from intranet.mirror.models import TableBinding
from intranet.mirror.routes.blueprint import GOVERN, SETTLE, ask_for_run, blueprint, found, part_of
from intranet.refusal import Refusal
from sync.stores.protocol import StoreError

#: The question of a guard that no run has met yet; the run that is asked for with the confirmation answers it.
MET_IN_PREVIEW = "Trang “{}” chờ thực hiện kế hoạch vừa được xác nhận."


@blueprint.post("/<uid>/xem-truoc")
def preview(uid: str) -> Response:
    """What a run would do now. A POST, because it rehearses in the database before it takes everything back."""
    workbook = found(uid, SETTLE)
    try:
        planned = rehearsal.preview(workbook)
    except StoreError as error:
        message = str(error)
        return render("mirror/preview.html", status=422, workbook=found(uid), planned=None, message=message)
    workbook = found(uid)
    held = {binding.id: binding for binding in workbook.bindings}
    return render("mirror/preview.html", workbook=workbook, planned=planned, held=held, message="")


@blueprint.get("/<uid>/xem-truoc")
def preview_again(uid: str) -> Response:
    """The address of a preview leads to the workbook; a preview is asked for anew by its button."""
    return redirect(url_for("mirror.show", uid=found(uid).uid))


@blueprint.post("/<uid>/trang/<binding_uid>/xac-nhan")
def confirm(uid: str, binding_uid: str) -> Response:
    """Let the very plan that was looked at past the guard, and run; if it has changed meanwhile the guard asks again."""
    workbook = found(uid, GOVERN)
    bound, digest = part_of(TableBinding, workbook, binding_uid), request.form.get("digest", "")
    try:
        if len(digest) != 64:
            raise Refusal("Bấm “Xem trước” để xem trang này sẽ thay đổi gì, rồi xác nhận.")
        if bound.held is None:
            bound.held = MET_IN_PREVIEW.format(bound.tab_title)
        service.confirm(bound, digest)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.message, "error")
        return redirect(url_for("mirror.show", uid=uid))
    db.session.commit()
    ask_for_run(found(uid), anew=True)
    flash(
        "Đã xác nhận. Phần mềm thực hiện đúng những gì đã xem; nếu bảng vừa đổi khác, phần mềm sẽ hỏi lại.", "success"
    )
    return redirect(url_for("mirror.show", uid=uid))
