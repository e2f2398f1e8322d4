"""What is typed into the screens of the yearly grading."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, replace
from typing import Any

from intranet.formatting import vn_date
from intranet.forms import Form
from intranet.grading.models import GRADES, PEER_GROUPS
from intranet.grading.rules import GradeData, grade_of_score
from intranet.grading.words import LABELS

LONG = 2000


def showing(data: GradeData, version: int) -> Form:
    """The form over a grade as it stands; ``version`` 0 where there is none yet."""
    shown = asdict(data)
    shown["decided_on"] = vn_date(data.decided_on) if data.decided_on else None
    return Form.showing(shown, version=version)


def read_grade(form: Form, data: GradeData, writable: Collection[str]) -> GradeData:
    """The grade with what was typed into the fields the person may write; errors stay in the form.

    A proposal left empty beside a score is the one the score deserves.
    """
    typed: dict[str, Any] = {
        "self_score": form.integer("self_score", LABELS["self_score"], high=100),
        "own_grade": form.choice("own_grade", LABELS["own_grade"], GRADES, required=False) or None,
        "score": form.integer("score", LABELS["score"], high=100),
        "proposed_grade": form.choice("proposed_grade", LABELS["proposed_grade"], GRADES, required=False) or None,
        "peer_group": form.choice("peer_group", LABELS["peer_group"], PEER_GROUPS, required=False) or data.peer_group,
        "grade": form.choice("grade", LABELS["grade"], GRADES, required=False) or None,
        "decided_on": form.date("decided_on", LABELS["decided_on"]),
        "basis": form.text("basis", LABELS["basis"], limit=300) or None,
        "shortcomings": form.text("shortcomings", LABELS["shortcomings"], limit=LONG) or None,
    }
    if form and typed["score"] is not None and typed["proposed_grade"] is None:
        typed["proposed_grade"] = grade_of_score(typed["score"], data.year)
    return replace(data, **{name: value for name, value in typed.items() if name in writable})


def read_decision(form: Form) -> tuple[str, str]:
    """The day and the basis of a decision; errors stay in the form."""
    decided_on = form.date("decided_on", LABELS["decided_on"], required=True) or ""
    return decided_on, form.text("basis", LABELS["basis"], required=True, limit=300)
