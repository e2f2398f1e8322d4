"""The screens of the rota, by theme; importing them registers their views."""

from intranet.rota.routes import absences, editing, listing, one, planning, topics
from intranet.rota.routes.blueprint import blueprint

__all__ = ["absences", "blueprint", "editing", "listing", "one", "planning", "topics"]
