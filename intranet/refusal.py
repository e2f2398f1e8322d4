"""The one exception by which a service says no."""

from __future__ import annotations


class Refusal(Exception):
    """A rule was broken; nothing was changed.

    ``message`` is plain Vietnamese for the person who tried; ``field`` names the input it is about, if one.
    Forms show it beside the field, the sync puts it into the inbox and the note column, the CLI prints it.
    """

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
