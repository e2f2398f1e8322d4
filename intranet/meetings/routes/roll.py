"""Roll-call on a phone: each tap is a small post of its own, and works as a plain form too."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for

from intranet.access import Verb
from intranet.database import db
from intranet.htmx import redirect, render, wants_partial
from intranet.meetings import queries, rollcall, service
from intranet.meetings.models import MARKS, Meeting
from intranet.meetings.rollcall import Roll
from intranet.meetings.routes.blueprint import blueprint, found
from intranet.members.models import MEMBER_ROLES
from intranet.settings.service import value

#: The reasons people give most, one tap each.
REASONS = ("Ốm", "Đi công tác", "Việc gia đình")


@blueprint.get("/<uid>/diem-danh")
def roll(uid: str) -> Response:
    """The roll of a session."""
    meeting = found(uid, Verb.RECORD, *queries.HEAD)
    return render("meetings/roll.html", **_context(meeting, rollcall.roll_of(meeting)))


@blueprint.post("/<uid>/diem-danh/<member>")
def mark(uid: str, member: str) -> Response:
    """One tap: a mark for one person. Answers with the person's line and the count."""
    meeting = found(uid, Verb.RECORD, *queries.HEAD)
    chosen = request.form.get("mark", "")
    reason = request.form.get("reason") or request.form.get("other_reason")
    entries = rollcall.mark(meeting, member, chosen or None, reason)
    db.session.commit()
    if not wants_partial():
        asks = member if chosen == "absent_excused" and not reason else None
        return redirect(url_for("meetings.roll", uid=uid, mo=asks, _anchor=f"m-{member}"))
    entry = next(e for e in entries.entries if e.member.uid == member)
    return render("meetings/_roll_answer.html", entry=entry, **_context(meeting, entries))


@blueprint.post("/<uid>/diem-danh")
def finish_roll(uid: str) -> Response:
    """The roll is complete: write everybody, compute the figures."""
    meeting = found(uid, Verb.RECORD, *queries.HEAD)
    entries = rollcall.finish(meeting)
    db.session.commit()
    flash(f"Đã điểm danh xong: {entries.present}/{entries.total} có mặt.", "success")
    return redirect(url_for("meetings.show", uid=uid))


def _context(meeting: Meeting, entries: Roll) -> dict[str, Any]:
    return {
        "meeting": meeting, "roll": entries, "marks": MARKS, "reasons": REASONS, "closed": service.closed(meeting),
        "role_names": MEMBER_ROLES, "open_row": request.args.get("mo", ""),
        "quorate": entries.quorate(value("quorum_percent", meeting.date)),
    }  # fmt: skip
