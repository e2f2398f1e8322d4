"""What the page of one organisation's month says, gathered once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from intranet.access import Verb, can
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.forms import Form
from intranet.meetings.models import Meeting
from intranet.numbers import within
from intranet.organisations.models import Organisation
from intranet.reviews import forms, queries
from intranet.reviews.models import RESULTS, WorkTask
from intranet.reviews.months import FIRST_YEAR, LAST_YEAR, next_month, shifted
from intranet.reviews.words import LABELS
from intranet.settings.service import closed, last_day


@dataclass(slots=True)
class Said:
    """What a refused tick or note has to say on its line."""

    problem: str = ""
    form: Form | None = None
    clashes: Any = field(default=None)


def this_month() -> str:
    """The month it is in Viet Nam."""
    return local_today(utcnow()).isoformat()[:7]


def month_of(year: int, text: str) -> str:
    """The month of a year that was asked for, or this month's number."""
    asked = within(text, 1, 12) or int(this_month()[5:])
    return f"{year}-{asked:02}"


def years(chosen: int) -> list[int]:
    """The years to choose from, the newest first (one query)."""
    last = int(next_month(this_month())[:4])
    first = queries.first_year() or chosen
    return sorted({chosen, *range(max(first, FIRST_YEAR), min(last, LAST_YEAR) + 1)}, reverse=True)


def month_page(unit: Organisation, month: str, ceremony_uid: str = "", **more: Any) -> dict[str, Any]:
    """Everything ``reviews/month.html`` and its parts need of an organisation's month; ``more`` may hold ``wanted``."""
    wanted: queries.Wanted = more.pop("wanted", queries.Wanted())
    before = shifted(month, -1)
    read = db.session.scalars(queries.of_months(unit.id, before, month)).all()
    all_here = [task for task in read if task.month == month]
    tasks = [task for task in all_here if wanted.fits(task)]
    waiting = [task for task in read if task.month == before and can_carry(task)]
    shut = closed(unit.id, month)
    held = list(db.session.scalars(queries.ceremonies(unit.id, month)))
    return {
        **line_context(month), "unit": unit, "month": month, "tasks": tasks, "closed": shut, "wanted": wanted,
        "may_record": can(Verb.RECORD) and not shut, "counts": queries.counted(all_here),
        "ceremonies": held, "ceremony": chosen_ceremony(held, ceremony_uid), "waiting": waiting,
        "origins": queries.origins([task.id for task in tasks if task.carried_from_id]),
        "left": [task for task in all_here if can_carry(task)], "said": {}, **more,
    }  # fmt: skip


def can_carry(task: WorkTask) -> bool:
    """Whether the task waits to be carried over."""
    return task.result != "done" and task.carried_to is None


def line_context(month: str) -> dict[str, Any]:
    """What every line of a month needs beside its task."""
    return {
        "results": RESULTS, "labels": LABELS, "notes_form": forms.notes_form, "today": local_today(utcnow()).isoformat(),
        "next_month": next_month(month), "last_month": shifted(month, -1), "may_criticise": can(Verb.RECORD),
    }  # fmt: skip


def chosen_ceremony(held: list[Meeting], uid: str) -> Meeting | None:
    """The ceremony asked for, else the latest one that is not still to come; the day's results are ticked at it."""
    asked = next((meeting for meeting in held if meeting.uid == uid), None)
    today = local_today(utcnow()).isoformat()
    return asked or next((m for m in held if m.date and m.date <= today), None)


def is_late(task: WorkTask, today: str) -> bool:
    """Whether the task's last day has passed without it being done."""
    return bool(task.deadline and task.result != "done" and last_day(task.deadline) < today)
