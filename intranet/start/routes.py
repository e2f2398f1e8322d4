"""The start page "Việc cần làm": what waits for me, then how far everything is."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, abort, g, request
from sqlalchemy import select

from intranet import navigation
from intranet.access import Verb, can, in_scope, me
from intranet.accounts.models import User
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.htmx import render
from intranet.meetings.models import MEETING_KINDS, RATINGS
from intranet.organisations.models import Organisation
from intranet.settings import service as settings
from intranet.start import queries, work
from intranet.start.periods import periods

blueprint = Blueprint("start", __name__)


@blueprint.get("/")
def index() -> Response:
    """Figures, what waits for me, and the progress of the branch or the subtree."""
    today = _today()
    rules = settings.rulebook()
    when = periods(today, _year(today), rules.value("followup_day", today.isoformat()))
    chosen = _chosen()
    scope = Organisation.path.startswith(chosen.path, autoescape=True) if chosen else in_scope()
    found = queries.lines(scope, when)
    standing = queries.standing(scope)
    whole = request.args.get("day-du") == "1"
    shown = queries.ALL_SHOWN if whole else queries.SHOWN
    return render(
        "start/index.html", when=when, chosen=chosen, lines=found, groups=queries.grouped(found),
        waiting=work.waiting(me(), scope, when, found, shown), standing=standing, kinds=MEETING_KINDS, ratings=RATINGS,
        years=_years(today, when.year, standing), minutes_days=rules.value("minutes_days", when.as_of.isoformat()),
        late=lambda due, allowed: work.days_late(due, allowed, when), may_record=can(Verb.RECORD),
    )  # fmt: skip


def count_tasks(user: User) -> int:
    """The number beside "Việc cần làm": what waits in the present year."""
    return _counts(user).tasks


def count_sync(user: User) -> int:
    """The number beside "Bảng tính": cells and tables of the workbooks in sight that wait for a person."""
    return _counts(user).cells


navigation.counts["start.index"] = count_tasks
navigation.counts["mirror.index"] = count_sync


def _counts(user: User) -> work.Counts:
    """What waits for this person, counted once for a page."""
    if "waiting" not in g:
        today = _today()
        g.waiting = work.counts(user, periods(today, today.year, 1))
    found: work.Counts = g.waiting
    return found


def _today() -> date:
    return local_today(utcnow())


def _year(today: date) -> int:
    """The working year: the one in the address, or the present one."""
    text = request.args.get("nam", "")
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else today.year
    return year if 2000 <= year <= today.year else today.year


def _years(today: date, year: int, standing: queries.Standing) -> list[int]:
    return sorted({year, *range(standing.first_year or year, today.year + 1)}, reverse=True)


def _chosen() -> Organisation | None:
    """The subtree to look at, if the address narrows it; 404 when it is not in sight."""
    uid = request.args.get("don-vi", "")
    if not uid:
        return None
    found = db.session.scalars(select(Organisation).where(in_scope(), Organisation.uid == uid)).one_or_none()
    return found or abort(404)
