"""Settling one item of the inbox: a value is chosen, a choice is taken back, a note is put away."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from intranet.access import me
from intranet.database import db
from intranet.forms import Form
from intranet.htmx import redirect, render, trigger, wants_partial
from intranet.mirror import inbox_view, page, queries, recoding, resolve
from intranet.mirror.entering import for_item
from intranet.mirror.models import InboxItem, Workbook
from intranet.mirror.routes.blueprint import GOVERN, SETTLE, ask_for_run, blueprint, found, part_of
from intranet.numbers import within
from intranet.refusal import Refusal

#: What the page hears once a run has been asked for: the place of the progress bar asks how far it is.
STARTED = "run-started"
SETTLED_ALIKE = "Đã chọn xong {} mục giống nhau; phần mềm sẽ ghi ở lần đồng bộ tới."
EMPTY = "Nhập giá trị đúng, rồi bấm Ghi."


@blueprint.get("/<uid>/muc/<item_uid>")
def item(uid: str, item_uid: str) -> Response:
    """One item as it stands now."""
    workbook = found(uid)
    return _answer(workbook, part_of(InboxItem, workbook, item_uid))


@blueprint.post("/<uid>/muc/<item_uid>/chon")
def settle(uid: str, item_uid: str) -> Response:
    """Choose a side, one of the offered values, or a value typed; a run to carry it out is queued at once."""
    workbook = found(uid, SETTLE)
    chosen, form = part_of(InboxItem, workbook, item_uid), Form(request.form, prefix=item_uid)
    together = bool(form.raw("alike"))
    try:
        count = _decide(chosen, form, together=together)
    except Refusal as refusal:
        db.session.rollback()
        form.fail("value", refusal.message)
        return _answer(found(uid), part_of(InboxItem, found(uid), item_uid), form)
    db.session.commit()
    ask_for_run(found(uid), anew=True)
    if together:
        flash(SETTLED_ALIKE.format(count), "success")
        return redirect(url_for("mirror.show", uid=uid, _anchor="hop-thu"))
    return trigger(_answer(found(uid), part_of(InboxItem, found(uid), item_uid)), STARTED)


def _decide(chosen: InboxItem, form: Form, *, together: bool) -> int:
    """Note the choice for one item, or for all that ask the same; how many."""
    settle_it = resolve.settle_alike if together else resolve.settle
    take = form.raw("take")
    if take.startswith("candidate:"):
        number = within(take.removeprefix("candidate:"), 0, len(chosen.candidates) - 1)
        if number is None:
            raise Refusal("Chọn một trong các giá trị đã nêu.")
        count = settle_it(chosen, "value", chosen.candidates[number], me().id)
    elif take == "value":
        text = form.text("value", "Giá trị", limit=1000)
        if not text:
            raise Refusal(EMPTY)
        count = settle_it(chosen, "value", for_item(chosen, text), me().id)
    else:
        count = settle_it(chosen, take, user_id=me().id)
    return count or 1


@blueprint.post("/<uid>/muc/<item_uid>/doi-lai")
def take_back(uid: str, item_uid: str) -> Response:
    """Undo a choice that no run has carried out yet."""
    workbook = found(uid, SETTLE)
    resolve.take_back(part_of(InboxItem, workbook, item_uid))
    db.session.commit()
    return _answer(found(uid), part_of(InboxItem, workbook, item_uid))


@blueprint.post("/<uid>/muc/<item_uid>/da-xem")
def dismiss(uid: str, item_uid: str) -> Response:
    """Put a note away."""
    workbook = found(uid, SETTLE)
    resolve.dismiss(part_of(InboxItem, workbook, item_uid))
    db.session.commit()
    return _answer(found(uid), part_of(InboxItem, workbook, item_uid))


@blueprint.post("/<uid>/muc/<item_uid>/doi-ma")
def recode_column(uid: str, item_uid: str) -> Response:
    """Put the column a note is about into Unicode; the reading was shown with the note."""
    workbook = found(uid, GOVERN)
    one = part_of(InboxItem, workbook, item_uid)
    try:
        run = recoding.recode(one, me().id)
    except Refusal as refusal:
        db.session.rollback()
        flash(refusal.message, "error")
        return redirect(url_for("mirror.show", uid=uid))
    flash(" ".join(page.lines_of(run)), "success" if run.state in ("done", "waiting", "guarded") else "error")
    return redirect(url_for("mirror.show", uid=uid, _anchor="hop-thu"))


def _answer(workbook: Workbook, one: InboxItem, form: Form | None = None) -> Response:
    """The item alone, or the page it stands on; a refused value is shown beside its field either way."""
    refused = form is not None and not form
    if wants_partial():
        shown = inbox_view.shown(workbook, workbook.bindings, [one], {one.id: len(queries.alike(one))})[0]
        status = 422 if refused else 200
        return render("mirror/_item.html", status=status, workbook=workbook, shown=shown, wrong=form if refused else None,
                      read_at="", answered=request.method == "POST")  # fmt: skip
    if refused:
        return render(
            "mirror/show.html",
            status=422,
            page_url=lambda n: "",
            wrong=form,
            wrong_item=one.uid,
            **page.page_of(workbook),
        )
    if request.method == "POST":
        flash(_said(one), "success")
    return redirect(url_for("mirror.show", uid=workbook.uid, _anchor=f"muc-{one.uid}"))


def _said(one: InboxItem) -> str:
    place = f"ô {one.cell} trang “{one.tab}”" if one.cell else f"trang “{one.tab}”"
    if one.state == "open":
        return f"Đã bỏ lựa chọn cho {place}."
    return (
        f"Đã cất lời nhắc về {place}."
        if one.kind == "note"
        else f"Đã chọn xong {place}; phần mềm sẽ ghi ở lần đồng bộ tới."
    )
