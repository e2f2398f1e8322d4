"""The screens of waves, by theme; importing them registers their views."""

from intranet.campaigns.routes import board, editing, line, steps
from intranet.campaigns.routes.blueprint import blueprint

__all__ = ["blueprint", "board", "editing", "line", "steps"]
