"""The one blueprint of the registers, and how its views find a register."""

from __future__ import annotations

from flask import Blueprint, abort

from intranet.registers.catalogue import BY_PATH
from intranet.registers.description import Register

blueprint = Blueprint("registers", __name__, url_prefix="/so")


def register_at(path: str) -> Register:
    """The register with this word in its addresses, or 404."""
    return BY_PATH.get(path) or abort(404)
