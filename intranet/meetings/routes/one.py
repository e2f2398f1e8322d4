"""One session: its page, its papers, its end."""

from __future__ import annotations

from flask import Response, flash, request, url_for

from intranet.access import Verb
from intranet.database import db
from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.htmx import redirect, render
from intranet.meetings import queries, service
from intranet.meetings.forms import LABELS
from intranet.meetings.page import page_of
from intranet.meetings.routes.blueprint import blueprint, changed, found
from intranet.meetings.routes.blueprint import show as show_part


@blueprint.get("/<uid>")
def show(uid: str) -> Response:
    """The page of a session."""
    return render("meetings/show.html", **page_of(found(uid, Verb.READ, *queries.PAGE)))


@blueprint.post("/<uid>/tai-lieu")
def papers(uid: str) -> Response:
    """When the papers went out."""
    meeting, form = found(uid, Verb.RECORD), Form(request.form, prefix="papers")
    sent_on = form.date("papers_sent_on", LABELS["papers_sent_on"], required=True)
    if not form:
        return show_part(meeting, "papers", status=422, papers_form=form)
    service.set_papers(meeting, sent_on)
    return changed(meeting, "papers")


@blueprint.post("/<uid>/xoa")
def delete(uid: str) -> Response:
    """Delete a session that was recorded by mistake."""
    meeting = found(uid, Verb.RECORD)
    said = f"Đã xóa buổi sinh hoạt {f'ngày {vn_date(meeting.date)}' if meeting.date else 'chưa rõ ngày'}."
    service.delete(meeting)
    db.session.commit()
    flash(said, "success")
    return redirect(url_for("meetings.index"))
