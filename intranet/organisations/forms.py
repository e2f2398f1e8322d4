"""What is typed into the organisation screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intranet.forms import Form
from intranet.organisations.models import KINDS, Organisation
from intranet.organisations.service import OrganisationData

COUNTS = {
    "reported_total": "Tổng số đảng viên",
    "reported_probationary": "Trong đó dự bị",
    "reported_exempt": "Được miễn sinh hoạt",
}


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form may choose from, as public id to (id, name). None: not asked for, what is there stays."""

    parents: Mapping[str, tuple[int, str]] | None
    secretaries: Mapping[str, tuple[int, str]] | None
    needs_parent: bool = True

    @property
    def parent_options(self) -> list[tuple[str, str]]:
        """The places as (public id, name)."""
        return [(uid, name) for uid, (_, name) in (self.parents or {}).items()]

    @property
    def secretary_options(self) -> list[tuple[str, str]]:
        """The people as (public id, name)."""
        return [(uid, name) for uid, (_, name) in (self.secretaries or {}).items()]


def showing(organisation: Organisation) -> Form:
    """The form as it first shows an organisation; its parent and secretary must be loaded."""
    plain: dict[str, Any] = {
        name: getattr(organisation, name) for name in ("name", "kind", "code", "phone", *COUNTS, "version")
    }
    plain["parent"] = organisation.parent.uid if organisation.parent else None
    plain["secretary"] = organisation.secretary.uid if organisation.secretary else None
    return Form({name: str(value) for name, value in plain.items() if value is not None})


def read_organisation(form: Form, choices: Choices, current: OrganisationData | None) -> OrganisationData | None:
    """The organisation typed, or None with the errors in the form. ``current`` gives what is not asked for."""
    name = form.text("name", "Tên đơn vị", required=True)
    kind = form.choice("kind", "Loại hình", KINDS, required=current is None or current.kind is not None)
    code = form.text("code", "Mã đơn vị", limit=40)
    phone = form.text("phone", "Số điện thoại", limit=20)
    counts = {key: form.integer(key, label, high=100_000) for key, label in COUNTS.items()}
    parent_id = current.parent_id if current else None
    if choices.parents is not None:
        parent_id = _chosen(form, "parent", "Trực thuộc", choices.parents, choices.needs_parent)
    secretary_id = current.secretary_id if current else None
    if choices.secretaries is not None:
        secretary_id = _chosen(form, "secretary", "Bí thư", choices.secretaries, required=False)
    if not form:
        return None
    return OrganisationData(name, kind or None, parent_id, code or None, phone or None, secretary_id, **counts)


def _chosen(form: Form, name: str, label: str, choices: Mapping[str, tuple[int, str]], required: bool) -> int | None:
    value = form.choice(name, label, choices, required=required)
    return choices[value][0] if value else None
