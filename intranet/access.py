"""Who may do what, where. Every view finds its object and checks the right through ``find``.

An account has one role, at one organisation, and sees that organisation's subtree; an administrator sees everything.
A foreign organisation's object does not exist for the person (404); a verb the role lacks is refused (403).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import abort
from flask_login import current_user
from sqlalchemy import ColumnElement, Select, inspect, or_, select, true
from sqlalchemy.orm.interfaces import ORMOption

from intranet.accounts.models import User
from intranet.database import Base, db
from intranet.organisations.models import Organisation

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T", bound=Base)


class Verb(StrEnum):
    """What a person does to an object."""

    READ = "read"
    RECORD = "record"  # sessions, roll-call, pledges, monthly checks
    MANAGE = "manage"  # organisations, members, approvals from above, workbooks
    ADMINISTER = "administer"  # accounts and settings


RIGHTS = {
    "administrator": frozenset(Verb),
    "committee_office": frozenset({Verb.READ, Verb.RECORD, Verb.MANAGE}),
    "branch_secretary": frozenset({Verb.READ, Verb.RECORD}),
    "reader": frozenset({Verb.READ}),
}

#: The column that leads to the organisation, and the relationships that lead to the record that has one.
_OWNER_COLUMNS = ("organisation_id", "branch_id")
_OWNER_RELATIONSHIPS = ("meeting", "pledge", "item", "workbook", "binding", "member")


def me() -> User:
    """The signed-in person."""
    return cast(User, current_user)


def can(verb: Verb, user: User | None = None) -> bool:
    """Whether the role has the verb at all, wherever it holds."""
    return verb in RIGHTS.get((user or me()).role, frozenset())


def may(user: User, verb: Verb, organisation: Organisation) -> bool:
    """Whether this person may do this to what belongs to this organisation."""
    return can(verb, user) and sees(user, organisation)


def sees(user: User, organisation: Organisation) -> bool:
    """Whether the organisation lies in the person's subtree."""
    if user.role == "administrator":
        return True
    return user.organisation is not None and organisation.path.startswith(user.organisation.path)


def in_scope(user: User | None = None) -> ColumnElement[bool]:
    """The condition on ``Organisation`` that keeps what the person sees; for queries that join it."""
    user = user or me()
    if user.role == "administrator":
        return true()
    if user.organisation is None:
        return ~true()
    return Organisation.path.startswith(user.organisation.path, autoescape=True)


def handed_down(user: User | None = None) -> ColumnElement[bool]:
    """The condition on ``Organisation`` for what is handed down: what the person sees, and everyone above them."""
    user = user or me()
    if user.role == "administrator" or user.organisation is None:
        return in_scope(user)
    above = [int(part) for part in user.organisation.path.split("/") if part]
    return or_(Organisation.id.in_(above), in_scope(user))


def visible_organisations(user: User | None = None) -> Select[int]:
    """The ids of the organisations the person sees, for ``Model.organisation_id.in_(...)``."""
    return select(Organisation.id).where(in_scope(user))


def scoped(model: type[T], user: User | None = None) -> Select[T]:
    """The records of ``model`` that belong to an organisation the person sees."""
    return _joined_to_owner(model).where(in_scope(user))


def find(model: type[T], uid: str, verb: Verb = Verb.READ, *options: ORMOption) -> T:
    """The record with this public id, or 404 where the person does not see it, or 403 where the role lacks the verb.

    ``options`` are loader options: every relationship is ``raise_on_sql``, so name what the view shows.
    """
    uid_column = inspect(model).columns["uid"]
    record = db.session.scalars(scoped(model).where(uid_column == uid).options(*options)).unique().one_or_none()
    if record is None:
        abort(404)
    if not can(verb):
        abort(403)
    return record


def require(verb: Verb) -> None:
    """403 unless the role has the verb; for views without an object."""
    if not can(verb):
        abort(403)


def require_sight(organisation_id: int | None) -> None:
    """404 unless the person sees the organisation of this number: whose something deleted was, which ``find`` finds no more."""
    seen = visible_organisations().where(Organisation.id == organisation_id)
    if organisation_id is None or db.session.scalar(seen) is None:
        abort(404)


def requires(verb: Verb) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a view without an object: 403 unless the role has the verb."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            require(verb)
            return view(*args, **kwargs)

        return checked

    return decorate


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that needs no sign-in; every other view does."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def _joined_to_owner(model: type[T]) -> Select[T]:
    """``select(model)`` joined, through its owners, to the organisation it belongs to."""
    query: Select[Any] = select(model)
    if model is Organisation:
        return query
    owner: type[Any] = model
    while (column := _owner_column(owner)) is None:
        name = next(n for n in _OWNER_RELATIONSHIPS if n in inspect(owner).relationships)
        query = query.join(getattr(owner, name))
        owner = inspect(owner).relationships[name].mapper.class_
    return query.join(Organisation, Organisation.id == column)


def _owner_column(model: type[Any]) -> Any:
    names = inspect(model).columns.keys()
    return next((getattr(model, name) for name in _OWNER_COLUMNS if name in names), None)
