"""Reads of calendar feeds, and of the sessions that stand in them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import contains_eager

from intranet.accounts.models import User
from intranet.feeds.models import CalendarFeed
from intranet.meetings.models import Meeting

#: A calendar is for what is coming; a year and more of what was is enough to look back.
YEARS_BACK = 1
#: More than this no calendar shows in good time.
MOST = 3000


def live(user_id: int) -> Select[CalendarFeed]:
    """The address a person has in use."""
    return select(CalendarFeed).where(CalendarFeed.user_id == user_id, CalendarFeed.revoked_at.is_(None))


def by_token(token_hash: str) -> Select[CalendarFeed]:
    """The feed of a token with its account, unless revoked or of a closed account."""
    return (
        select(CalendarFeed)
        .join(CalendarFeed.user)
        .where(CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_at.is_(None), User.active)
        .options(contains_eager(CalendarFeed.user))
    )


def sessions(scope: ColumnElement[bool], today: date) -> Select[Meeting]:
    """The sessions of the scope whose day is known, from last year on, the latest first."""
    return (
        select(Meeting)
        .join(Meeting.organisation)
        .where(scope, func.length(Meeting.date) == 10, Meeting.date >= f"{today.year - YEARS_BACK}-01-01")
        .options(contains_eager(Meeting.organisation))
        .order_by(Meeting.date.desc(), Meeting.id.desc())
        .limit(MOST)
    )
