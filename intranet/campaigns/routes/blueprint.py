"""The one blueprint of the waves, and how its views find a wave and check the right to it.

Unlike other records a wave is also seen from below: a branch takes part in what its superior leads.
"""

from __future__ import annotations

from flask import Blueprint, abort

from intranet.access import Verb, can, handed_down, may, me
from intranet.campaigns import queries
from intranet.campaigns.models import Wave
from intranet.database import utcnow
from intranet.formatting import local_today

blueprint = Blueprint("waves", __name__, url_prefix="/dot-sinh-hoat")


def seen(uid: str) -> Wave:
    """The wave with its organisation and steps, or 404."""
    return queries.wave(handed_down(), uid) or abort(404)


def led(uid: str) -> Wave:
    """The wave, for whoever runs it: 404 where it is not seen, 403 where it is led from above or the role may not."""
    wave = seen(uid)
    return wave if may_lead(wave) else abort(403)


def may_lead(wave: Wave) -> bool:
    """Whether the person runs this wave: changes it, its scope and its steps."""
    return may(me(), Verb.MANAGE, wave.organisation)


def may_record() -> bool:
    """Whether the person records what branches did."""
    return can(Verb.RECORD)


def today() -> str:
    """The day it is in Viet Nam, canonical."""
    return local_today(utcnow()).isoformat()
