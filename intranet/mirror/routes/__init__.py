"""The sync screens, by theme; importing them registers their views."""

from intranet.mirror.routes import binding, inbox, listing, preview, running, telling, workbook
from intranet.mirror.routes.blueprint import blueprint

__all__ = ["binding", "blueprint", "inbox", "listing", "preview", "running", "telling", "workbook"]
