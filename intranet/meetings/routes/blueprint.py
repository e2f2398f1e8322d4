"""The one blueprint of the sessions, and how its views find a session, show its page and end a small change."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, url_for
from sqlalchemy.orm.interfaces import ORMOption

from intranet.access import Verb, find
from intranet.database import db
from intranet.htmx import redirect, render, wants_partial
from intranet.meetings import queries
from intranet.meetings.models import Meeting
from intranet.meetings.page import page_of
from intranet.search.queries import SEARCHED, Searched

blueprint = Blueprint("meetings", __name__, url_prefix="/sinh-hoat")
SEARCHED["meetings"] = Searched("Sinh hoạt", Meeting, Meeting.topic, "meetings.show", year=Meeting.year)


def found(uid: str, verb: Verb = Verb.READ, *options: ORMOption) -> Meeting:
    """The session with what the view shows of it (all its page shows, unless said otherwise), or 404, or 403."""
    return find(Meeting, uid, verb, *(options or queries.WHOLE))


def changed(meeting: Meeting, part: str) -> Response:
    """Commit a small change; answer with the part of the page it belongs to, or with the page at that part."""
    db.session.commit()
    if not wants_partial():
        return redirect(url_for("meetings.show", uid=meeting.uid, _anchor=part))
    return show(found(meeting.uid), part)


def show(meeting: Meeting, part: str, *, status: int = 200, **wrong: Any) -> Response:
    """The session's page, or the part of it that a small form asked for; ``wrong`` holds a refused small form."""
    return render("meetings/show.html", f"meetings/_{part}.html", status=status, **{**page_of(meeting), **wrong})
