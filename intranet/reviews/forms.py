"""What is typed into the screens of the monthly review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.reviews.models import WorkTask
from intranet.reviews.service import TEXTS, TaskData
from intranet.reviews.words import LABELS

PRECISIONS = ("day", "month", "quarter", "year")
LONG = 2000


def showing(task: WorkTask) -> Form:
    """The form over a task as it stands; its owner is loaded."""
    return Form.showing(
        {"task": task.task, "owner_text": task.owner_text, "version": task.version},
        owner=task.owner.uid if task.owner else None,
        deadline=vn_date(task.deadline) if task.deadline else None,
    )


def read_task(form: Form, data: TaskData, people: Mapping[str, int]) -> TaskData:
    """The task with what was typed; ``people`` are the members to choose from, by public id. Errors stay in the form."""
    owner = form.choice("owner", LABELS["owner"], people, required=False)
    return replace(
        data,
        task=form.text("task", LABELS["task"], required=True, limit=LONG),
        owner_id=people[owner] if owner else None,
        owner_text=form.text("owner_text", LABELS["owner_text"]) or None,
        deadline=form.date("deadline", LABELS["deadline"], precisions=PRECISIONS),
    )


def notes_form(task: WorkTask) -> Form:
    """The form of what is said of a task."""
    texts = {name: getattr(task, name) or "" for name in TEXTS}
    return Form({**texts, "version": str(task.version)}, prefix=f"note-{task.uid}")


def read_notes(form: Form, data: TaskData) -> TaskData:
    """The task with what was said of it; errors stay in the form."""
    remark, praise, criticism = (form.text(name, LABELS[name], limit=LONG) or None for name in TEXTS)
    return replace(data, remark=remark, praise=praise, criticism=criticism)
