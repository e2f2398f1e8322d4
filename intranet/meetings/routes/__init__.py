"""The screens of sessions, by theme; importing them registers their views."""

from intranet.meetings.routes import (
    actions,
    agenda,
    editing,
    listing,
    matrix,
    minutes,
    one,
    photos,
    roll,
    score,
)
from intranet.meetings.routes.blueprint import blueprint

__all__ = [
    "actions", "agenda", "blueprint", "editing", "listing", "matrix", "minutes", "one", "photos", "roll", "score",
]  # fmt: skip
