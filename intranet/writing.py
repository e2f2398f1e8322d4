"""Carrying out what a form asks for: the rules take all of it, or nothing is written and the form says why."""

from __future__ import annotations

from collections.abc import Callable

from intranet.database import db
from intranet.forms import Form
from intranet.refusal import Refusal


def accepted(form: Form, write: Callable[[], object]) -> bool:
    """Whether the rules took what ``write`` does; the view commits it.

    After a refusal the form shows it and the session is rolled back: what the page shows must be looked up again.
    """
    try:
        write()
    except Refusal as refusal:
        db.session.rollback()
        form.refuse(refusal)
        return False
    return True
