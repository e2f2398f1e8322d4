"""The application as a server or the ``flask`` command finds it."""

from __future__ import annotations

from intranet import create_app

app = create_app()
