"""What the organisation form offers: places in the tree, and people who may be its secretary."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Select

from intranet.database import db
from intranet.forms import Form
from intranet.members.queries import of_subtree
from intranet.organisations.forms import Choices
from intranet.organisations.models import COMMITTEE_KINDS, Organisation
from intranet.refusal import Refusal

#: A list box longer than this serves nobody: the secretary of so large an organisation stays as it is.
MANY = 400
#: Where a service's field stands in the form.
FIELDS = {"parent_id": "parent", "secretary_id": "secretary"}


def for_new(visible: Select[Organisation], *, needs_parent: bool) -> Choices:
    """A new organisation has a place, and nobody in it yet."""
    return Choices(_places(visible), None, needs_parent)


def for_existing(organisation: Organisation, visible: Select[Organisation], *, needs_parent: bool) -> Choices:
    """Any place but inside itself; the place of the person's own top organisation is not theirs to change."""
    inside = _inside(visible, organisation)
    places = {uid: place for uid, place in _places(visible).items() if place[0] not in inside}
    above = organisation.parent
    if needs_parent and (above is None or above.uid not in places):
        return Choices(None, _people(organisation))
    return Choices(places, _people(organisation), needs_parent)


def refuse(form: Form, refusal: Refusal) -> None:
    """Show a service's refusal beside the field of the form it is about."""
    form.fail(FIELDS.get(refusal.field, refusal.field), refusal.message)


def _places(visible: Select[Organisation]) -> Mapping[str, tuple[int, str]]:
    """Every organisation that others can stand under: committees first of all, branches for their groups."""
    query = visible.where(Organisation.active).order_by(Organisation.sort_key, Organisation.id)
    found = sorted(db.session.scalars(query), key=lambda o: o.kind not in COMMITTEE_KINDS)
    return {o.uid: (o.id, o.name) for o in found}


def _inside(visible: Select[Organisation], organisation: Organisation) -> set[int]:
    below = visible.where(Organisation.path.startswith(organisation.path, autoescape=True))
    return set(db.session.scalars(below.with_only_columns(Organisation.id)))


def _people(organisation: Organisation) -> Mapping[str, tuple[int, str]] | None:
    """The members of the organisation's subtree, and whoever is its secretary now."""
    people = list(db.session.scalars(of_subtree(organisation.path).limit(MANY + 1)))
    if len(people) > MANY:
        return None
    if organisation.secretary and organisation.secretary not in people:
        people.insert(0, organisation.secretary)
    return {m.uid: (m.id, m.full_name) for m in people}
