"""What happens to a calendar's address: made, used, revoked. A person has one at a time."""

from __future__ import annotations

import secrets

from sqlalchemy import update

from intranet.accounts import passwords
from intranet.accounts.models import User
from intranet.database import db, utcnow
from intranet.feeds import queries
from intranet.feeds.models import CalendarFeed


def make(user: User) -> str:
    """A new address; an earlier one stops working. Gives its token, which is kept nowhere."""
    revoke(user)
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(user_id=user.id, token_hash=passwords.digest(token)))
    db.session.flush()
    return token


def revoke(user: User) -> None:
    """No calendar fetches this person's sessions any more."""
    mine = CalendarFeed.user_id == user.id, CalendarFeed.revoked_at.is_(None)
    db.session.execute(update(CalendarFeed).where(*mine).values(revoked_at=utcnow()))
    db.session.flush()


def owner_of(token: str) -> User | None:
    """Whose sessions a token gives, as their account stands now; None for a token that opens nothing."""
    feed = db.session.scalars(queries.by_token(passwords.digest(token))).one_or_none()
    return feed.user if feed else None
