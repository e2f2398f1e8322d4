"""Reads of accounts, activation cards and web sessions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from intranet.accounts.models import Activation, User, WebSession


def users() -> Select[User]:
    """Every account with the member whose it is, those in use first, then by name."""
    return select(User).options(joinedload(User.member)).order_by(User.active.desc(), User.full_name, User.id)


def user_by_login(login: str) -> Select[User]:
    """The account with this sign-in name; case does not matter."""
    return select(User).where(func.lower(User.login) == login.strip().lower())


def live_session(token_hash: str, now: datetime) -> Select[WebSession]:
    """The browser session of a token with its account, unless revoked, expired, or of a deactivated account."""
    return (
        _live(now)
        .where(WebSession.token_hash == token_hash)
        .join(WebSession.user)
        .where(User.active)
        .options(contains_eager(WebSession.user))
    )


def live_sessions(user_id: int, now: datetime) -> Select[WebSession]:
    """A person's signed-in browsers, the latest seen first."""
    return _live(now).where(WebSession.user_id == user_id).order_by(WebSession.seen_at.desc())


def open_activation(code_hash: str, now: datetime) -> Select[Activation]:
    """The activation card with this code, if it is unused and in time."""
    return select(Activation).where(
        Activation.code_hash == code_hash, Activation.used_at.is_(None), Activation.expires_at > now
    )


def waiting_user_ids(now: datetime) -> Select[int]:
    """The accounts that have a card in time and have not used it."""
    return select(Activation.user_id).where(Activation.used_at.is_(None), Activation.expires_at > now)


def _live(now: datetime) -> Select[WebSession]:
    return select(WebSession).where(WebSession.revoked_at.is_(None), WebSession.expires_at > now)
