"""What happens to an organisation: made, changed, moved in the tree, closed, reopened, deleted, brought back.

Rules live here once; forms, the sync, the command line and the demo all come through these functions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import exists, select

from intranet.audit.models import AuditEntry
from intranet.database import Base, db
from intranet.formatting import search_key, text_key
from intranet.forms import tidy
from intranet.members.models import Member
from intranet.organisations.models import COMMITTEE_KINDS, KINDS, Organisation
from intranet.refusal import Refusal

#: What refuses to be orphaned when an organisation is deleted, in a clerk's words.
HOLDERS = {
    "organisations": "đơn vị trực thuộc",
    "members": "đảng viên",
    "meetings": "buổi sinh hoạt",
    "pledges": "bản đăng ký làm theo",
    "transfers": "lịch sử chuyển sinh hoạt",
    "users": "tài khoản người dùng",
    "workbooks": "bảng tính đã gắn",
}
_NATURAL = re.compile(r"\d+")
_PHONE_NOISE = re.compile(r"[\s.\-()]")


@dataclass(frozen=True, slots=True)
class OrganisationData:
    """What a person may write about an organisation. ``parent_id`` and ``secretary_id`` are database ids."""

    name: str
    kind: str | None = None
    parent_id: int | None = None
    code: str | None = None
    phone: str | None = None
    secretary_id: int | None = None
    reported_total: int | None = None
    reported_probationary: int | None = None
    reported_exempt: int | None = None


def data_of(organisation: Organisation) -> OrganisationData:
    """The organisation as the dataclass that would make it again."""
    return OrganisationData(**{f.name: getattr(organisation, f.name) for f in fields(OrganisationData)})


def create(data: OrganisationData, *, uid: str | None = None) -> Organisation:
    """Make an organisation, under its own public id or a given one. Raises Refusal."""
    data, parent = _checked(data)
    organisation = Organisation(**({"uid": uid} if uid else {}), version=1)
    _fill(organisation, data)
    db.session.add(organisation)
    db.session.flush()
    organisation.path = _path(organisation, parent)
    db.session.flush()
    return organisation


def update(organisation: Organisation, data: OrganisationData) -> Organisation:
    """Write these values; a new parent takes the whole subtree along. Raises Refusal; nothing changed is no change."""
    data, parent = _checked(data, organisation)
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
    held = _holders(organisation)
    if held:
        raise Refusal(
            f"Chưa xóa được “{organisation.name}” vì còn {', '.join(held)}. "
            "Chuyển các mục đó đi trước, hoặc cho đơn vị ngừng hoạt động."
        )
    db.session.delete(organisation)
    db.session.flush()


def restore(uid: str) -> Organisation:
    """Bring a deleted organisation back as it was. Raises Refusal where its place or its code is taken."""
    return create(deleted_data(uid), uid=uid)


def deleted_data(uid: str) -> OrganisationData:
    """What a deleted organisation was, from the change log. Raises Refusal where there is nothing to bring back."""
    if db.session.scalar(select(exists().where(Organisation.uid == uid))):
        raise Refusal("Đơn vị này đã có lại rồi.")
    gone = db.session.scalar(
        select(AuditEntry)
        .where(AuditEntry.table_name == "organisations", AuditEntry.record_uid == uid, AuditEntry.field == "")
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if gone is None or gone.action != "delete":
        raise Refusal("Không có gì để khôi phục.")
    names = {f.name for f in fields(OrganisationData)}
    return OrganisationData(**{k: v for k, v in gone.before.items() if k in names})


def clean_phone(text: str | None) -> str | None:
    """Ten digits with a leading 0; spaces, dots and +84 are understood. Raises Refusal."""
    if not text or not text.strip():
        return None
    digits = _PHONE_NOISE.sub("", text)
    digits = "0" + digits[3:] if digits.startswith("+84") else digits
    if not (digits.isascii() and digits.isdigit() and len(digits) == 10 and digits.startswith("0")):
        raise Refusal(f"Số điện thoại “{text.strip()}” phải có 10 chữ số, bắt đầu bằng 0.", "phone")
    return digits


def _checked(data: OrganisationData, organisation: Organisation | None = None) -> tuple[OrganisationData, Any]:
    """The data tidied and its parent. Raises Refusal, naming the field."""
    data = replace(
        data,
        name=tidy(data.name),
        code=tidy(data.code or "") or None,
        kind=data.kind or None,
        phone=data.phone if organisation and data.phone == organisation.phone else clean_phone(data.phone),
    )
    _check_name(data.name)
    if data.kind and data.kind not in KINDS:
        raise Refusal(f"Không có loại hình “{data.kind}”.", "kind")
    _check_counts(data)
    parent = _parent(data, organisation)
    _check_children(data, organisation)
    if data.code and (organisation is None or data.code != organisation.code):
        _check_code(data.code, organisation)
    if data.secretary_id and (organisation is None or data.secretary_id != organisation.secretary_id):
        _check_secretary(data.secretary_id, parent or organisation)
    return data, parent


def _check_name(name: str) -> None:
    if not name:
        raise Refusal("Nhập tên đơn vị.", "name")
    if len(name) > 200:
        raise Refusal("Tên đơn vị dài quá 200 ký tự.", "name")


def _check_counts(data: OrganisationData) -> None:
    for name in ("reported_total", "reported_probationary", "reported_exempt"):
        value = getattr(data, name)
        if value is not None and not 0 <= value <= 100_000:
            raise Refusal("Số đảng viên phải là số nguyên không âm.", name)


def _check_code(code: str, organisation: Organisation | None) -> None:
    if len(code) > 40 or " " in code:
        raise Refusal("Mã đơn vị không quá 40 ký tự và không có dấu cách.", "code")
    holder = db.session.scalar(select(Organisation).where(Organisation.code == code))
    if holder is not None and holder is not organisation:
        raise Refusal(f"Mã “{code}” đã dùng cho {holder.name}.", "code")


def _check_secretary(secretary_id: int, top: Organisation | None) -> None:
    """The secretary is a member somewhere under the organisation above: never a stranger's."""
    branch_path = db.session.scalar(
        select(Organisation.path).join(Member, Member.branch_id == Organisation.id).where(Member.id == secretary_id)
    )
    if branch_path is None or (top is not None and not branch_path.startswith(top.path)):
        raise Refusal("Bí thư phải là đảng viên thuộc đơn vị này hoặc đơn vị cấp trên trực tiếp.", "secretary_id")


def _parent(data: OrganisationData, organisation: Organisation | None) -> Organisation | None:
    if data.parent_id is None:
        return None
    parent = db.session.get(Organisation, data.parent_id)
    if parent is None:
        raise Refusal("Không còn đơn vị cấp trên đã chọn.", "parent_id")
    if organisation is not None and parent.path.startswith(organisation.path):
        raise Refusal("Đơn vị không thể trực thuộc chính nó hoặc đơn vị cấp dưới của nó.", "parent_id")
    if not _fits(data.kind, parent.kind):
        raise Refusal(f"{_kind_word(data.kind)} không thể trực thuộc “{parent.name}”.", "parent_id")
    return parent


def _check_children(data: OrganisationData, organisation: Organisation | None) -> None:
    """A committee with branches under it does not become a branch."""
    if organisation is None or data.kind == organisation.kind:
        return
    kinds = db.session.scalars(select(Organisation.kind).where(Organisation.parent_id == organisation.id).distinct())
    if any(not _fits(kind, data.kind) for kind in kinds):
        raise Refusal("Loại hình này không giữ được các đơn vị đang trực thuộc.", "kind")


def _fits(kind: str | None, parent_kind: str | None) -> bool:
    """Committees stand under a wider committee, branches under a committee; groups and mass organisations anywhere."""
    if kind in ("party_group", "mass_org"):
        return True
    if parent_kind not in COMMITTEE_KINDS:
        return False
    return kind not in COMMITTEE_KINDS or COMMITTEE_KINDS.index(kind) > COMMITTEE_KINDS.index(parent_kind)


def _kind_word(kind: str | None) -> str:
    return KINDS[kind] if kind in ("party_group", "mass_org", *COMMITTEE_KINDS) else "Chi bộ"


def _fill(organisation: Organisation, data: OrganisationData) -> None:
    for field in fields(data):
        setattr(organisation, field.name, getattr(data, field.name))
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


def _holders(organisation: Organisation) -> list[str]:
    """In words, what belongs to the organisation: every table that refers to it is asked, in one query."""
    questions = {
        table.name: exists().where(column == organisation.id)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if any(key.column is Organisation.__table__.c.id for key in column.foreign_keys)
    }
    answers = db.session.execute(select(*(question.label(name) for name, question in questions.items()))).one()
    held = [name for name in questions if getattr(answers, name)]
    words = [HOLDERS[name] for name in HOLDERS if name in held]
    return words or (["dữ liệu khác của đơn vị"] if held else [])
