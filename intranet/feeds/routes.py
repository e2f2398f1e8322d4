"""A person's calendar address: made and revoked on the account page, fetched by a calendar without signing in."""

from __future__ import annotations

from datetime import date, datetime

from flask import Blueprint, Response, abort, flash, request, url_for

from intranet.access import in_scope, me, public
from intranet.accounts.models import User
from intranet.database import db, utcnow
from intranet.feeds import ical, queries, service
from intranet.formatting import TIME_ZONE, local_today
from intranet.htmx import redirect, render
from intranet.meetings.models import MEETING_KINDS, Meeting
from intranet.settings.service import Rulebook, rulebook

blueprint = Blueprint("feeds", __name__)


@blueprint.post("/tai-khoan/lich")
def make() -> Response:
    """A new address. It is in the answer itself: shown once and kept nowhere."""
    token = service.make(me())
    db.session.commit()
    return render("feeds/made.html", address=url_for("feeds.calendar", token=token, _external=True))


@blueprint.post("/tai-khoan/lich/bo")
def revoke() -> Response:
    """Close the address."""
    service.revoke(me())
    db.session.commit()
    flash("Đã đóng địa chỉ lịch. Lịch trên điện thoại sẽ không cập nhật nữa.", "success")
    return redirect(url_for("accounts.account", _anchor="lich"))


@blueprint.get("/lich/<token>.ics")
@public
def calendar(token: str) -> Response:
    """The sessions of whom the token belongs to: what they see now, and nothing of what was said there."""
    user = service.owner_of(token) or abort(404)
    found = db.session.scalars(queries.sessions(in_scope(user), local_today(utcnow())))
    book = rulebook()
    text = ical.calendar(f"Sinh hoạt – {_name(user)}", (_event(meeting, book) for meeting in found))
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="lich-sinh-hoat.ics"'
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _event(meeting: Meeting, book: Rulebook) -> ical.Event:
    """A session by its kind, unit, time and place; its topic and papers stay in the intranet (domain.md, section 7)."""
    kinds = " + ".join(MEETING_KINDS[kind] for kind in meeting.kind_list) or "Sinh hoạt"
    return ical.Event(
        uid=f"{meeting.uid}@so-tay-chi-bo",
        start=_start(meeting),
        summary=f"{kinds} – {meeting.organisation.name}",
        stamp=meeting.created_at,
        minutes=meeting.duration_minutes or book.value("regular_minutes", meeting.date),
        sequence=meeting.version,
        place=meeting.place or "",
        url=url_for("meetings.show", uid=meeting.uid, _external=True),
    )


def _start(meeting: Meeting) -> datetime | date:
    """The hour on the office's clock, or the whole day where no hour is known."""
    day = date.fromisoformat(meeting.date or "")
    if not meeting.time:
        return day
    return datetime.fromisoformat(f"{day.isoformat()}T{meeting.time}").replace(tzinfo=TIME_ZONE)


def _name(user: User) -> str:
    return user.organisation.name if user.organisation else "toàn hệ thống"
