"""What happens to an organisation: made, changed, moved in the tree, closed, reopened, deleted, brought back.

Rules live here once; forms, the sync, the command line and the demo all come through these functions.
"""

from __future__ import annotations

import re

from sqlalchemy import exists, select

from intranet.audit.models import AuditEntry
from intranet.copying import again, fill, read
from intranet.database import db
from intranet.formatting import search_key, text_key
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.organisations.rules import OrganisationData, checked, clean_phone, holders
from intranet.refusal import Refusal

__all__ = [
    "OrganisationData", "clean_phone", "close", "create", "data_of", "delete", "deletion_of", "reopen",
    "restore", "update",
]  # fmt: skip

_NATURAL = re.compile(r"\d+")


def data_of(organisation: Organisation) -> OrganisationData:
    """The organisation as the dataclass that would make it again."""
    return read(OrganisationData, organisation)


def create(data: OrganisationData, *, uid: str | None = None) -> Organisation:
    """Make an organisation, under its own public id or a given one. Raises Refusal."""
    data, parent = checked(data)
    organisation = Organisation(**({"uid": uid} if uid else {}), version=1)
    _fill(organisation, data)
    db.session.add(organisation)
    db.session.flush()
    organisation.path = _path(organisation, parent)
    db.session.flush()
    return organisation


def update(organisation: Organisation, data: OrganisationData) -> Organisation:
    """Write these values; a new parent takes the whole subtree along. Raises Refusal; nothing changed is no change."""
    data, parent = checked(data, organisation)
    if data == data_of(organisation):
        return organisation
    moves = data.parent_id != organisation.parent_id
    _fill(organisation, data)
    organisation.version += 1
    if moves:
        _move_subtree(organisation, parent)
    db.session.flush()
    return organisation


def close(organisation: Organisation) -> None:
    """Take a dissolved organisation out of use, with everything that was recorded kept. Raises Refusal."""
    below = select(Organisation.id).where(Organisation.parent_id == organisation.id, Organisation.active)
    if db.session.scalar(select(exists(below))):
        raise Refusal("Còn đơn vị trực thuộc đang hoạt động. Ngừng hoặc chuyển các đơn vị đó trước.")
    if db.session.scalar(select(exists().where(Member.branch_id == organisation.id, Member.left_on.is_(None)))):
        raise Refusal("Còn đảng viên đang sinh hoạt ở đây. Chuyển đảng viên sang chi bộ khác trước.")
    organisation.active = False
    organisation.version += 1
    db.session.flush()


def reopen(organisation: Organisation) -> None:
    """Put a closed organisation back into use (the undo of ``close``)."""
    organisation.active = True
    organisation.version += 1
    db.session.flush()


def delete(organisation: Organisation) -> None:
    """Delete an organisation entered by mistake. Raises Refusal while anything belongs to it: then it can be closed."""
    held = holders(organisation)
    if held:
        raise Refusal(
            f"Chưa xóa được “{organisation.name}” vì còn {', '.join(held)}. "
            "Chuyển các mục đó đi trước, hoặc cho đơn vị ngừng hoạt động."
        )
    db.session.delete(organisation)
    db.session.flush()


def restore(uid: str) -> Organisation:
    """Bring a deleted organisation back as it was. Raises Refusal where its place or its code is taken."""
    gone = deletion_of(uid)
    if gone is None or db.session.scalar(select(exists().where(Organisation.uid == uid))):
        raise Refusal("Không có gì để khôi phục, hoặc đơn vị này đã có lại rồi.")
    return create(again(OrganisationData, gone.before), uid=uid)


def deletion_of(uid: str) -> AuditEntry | None:
    """The log's entry of the deletion, if that is the last thing that happened to this organisation."""
    mine = AuditEntry.table_name == "organisations", AuditEntry.record_uid == uid, AuditEntry.field == ""
    last = db.session.scalar(select(AuditEntry).where(*mine).order_by(AuditEntry.id.desc()).limit(1))
    return last if last is not None and last.action == "delete" else None


def _fill(organisation: Organisation, data: OrganisationData) -> None:
    fill(organisation, data)
    # "thôn 2" stands before "thôn 10"
    organisation.sort_key = text_key(_NATURAL.sub(lambda m: m[0].zfill(6), data.name))[:400]
    organisation.search_key = search_key(f"{data.name} {data.code or ''}")[:400]


def _path(organisation: Organisation, parent: Organisation | None) -> str:
    return f"{parent.path if parent else '/'}{organisation.id}/"


def _move_subtree(organisation: Organisation, parent: Organisation | None) -> None:
    old = organisation.path
    new = _path(organisation, parent)
    below = db.session.scalars(select(Organisation).where(Organisation.path.startswith(old, autoescape=True))).all()
    for node in below:
        node.path = new + node.path.removeprefix(old)
