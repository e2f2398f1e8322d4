"""Who has adopted a document, its files, and what adopted documents hand down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from intranet.database import db
from intranet.directives.models import Adoption, DirectiveFile
from intranet.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit and the day on which it adopted the document; None where it has not."""

    uid: str
    name: str
    adopted_on: str | None


def standings(directive: Any, scope: ColumnElement[bool]) -> list[Standing]:
    """The units directly below the document's owner that the person sees, or the person's own; the missing first. One query."""
    mine = and_(Adoption.organisation_id == Organisation.id, Adoption.directive_id == directive.id)
    below = Organisation.path.startswith(directive.organisation.path, autoescape=True)
    query = (
        select(Organisation.uid, Organisation.name, Adoption.adopted_on)
        .outerjoin(Adoption, mine)
        .where(scope, below, Organisation.id != directive.organisation_id, Organisation.active)
        .order_by(Adoption.adopted_on.is_not(None), Organisation.sort_key, Organisation.id)
    )
    return [Standing(*row) for row in db.session.execute(query)]


def files(directive: Any) -> Sequence[DirectiveFile]:
    """The attached files, the first first. One query."""
    return db.session.scalars(
        select(DirectiveFile).where(DirectiveFile.directive_id == directive.id).order_by(DirectiveFile.id)
    ).all()


def adoption(directive_id: int, organisation_id: int) -> Adoption | None:
    """The unit's adoption of the document, if there is one."""
    return db.session.scalar(
        select(Adoption).where(Adoption.directive_id == directive_id, Adoption.organisation_id == organisation_id)
    )
