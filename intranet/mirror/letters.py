"""A run's report as a clerk writes it: a letter, on screen and by e-mail to whoever looks after the workbook.

A letter that leaves the house names places (tab, cell, column), never what stands there: political membership is sensitive
personal data (domain.md §7).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select

from intranet.accounts.models import User
from intranet.database import db
from intranet.formatting import TIME_ZONE, vn_moment
from intranet.mail import MailFailed, MailSettings, send
from intranet.mirror import reports, wording
from intranet.mirror.models import InboxItem, SyncRun, TableBinding, Workbook
from intranet.organisations.models import Organisation

log = logging.getLogger(__name__)

#: How many waiting items a letter lists by their places.
LISTED = 10
#: Who looks after a workbook of the own organisation.
RESPONSIBLE = ("committee_office", "branch_secretary")
ASKS = {
    "conflict": "hai bên cùng sửa và ghi khác nhau, xin chọn một",
    "refused": "phần mềm chưa đọc được, xin sửa hoặc ghi giá trị đúng",
    "held_row": "dòng chưa nhận được, xin xem lại",
    "unknown_id": "dòng mang mã lạ, xin xem lại",
}
NOTHING = "Không có gì mới ở cả hai bên, nên phần mềm không ghi gì."


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in its parts. ``did`` and ``waits`` are sentences; ``more`` counts what waits besides those listed."""

    subject: str
    opening: str
    did: Sequence[str]
    waits: Sequence[str]
    more: int
    closing: Sequence[str]

    def text(self) -> str:
        """The letter as plain text."""
        parts = ["Kính gửi anh chị,", self.opening]
        if self.did:
            parts.append("\n".join(["Phần mềm báo:", *(f"- {line}" for line in self.did)]))
        if self.waits:
            more = [f"- và {self.more} mục nữa."] if self.more else []
            parts.append("\n".join(["Việc chờ anh chị:", *(f"- {line}" for line in self.waits), *more]))
        return "\n\n".join([*parts, *self.closing]) + "\n"


def letter_of(run: SyncRun) -> Letter:
    """The letter about a finished run (four queries)."""
    workbook = db.session.get_one(Workbook, run.workbook_id)
    house = db.session.get_one(Organisation, workbook.organisation_id).name
    waiting, items = _waiting(workbook.id)
    state = reports.STATES.get(run.state, run.state)
    what = "hoàn tác một lần đồng bộ trên" if run.undoes_id else "đồng bộ"
    opening = f"Lúc {_moment(run.started_at)}, phần mềm {what} bảng tính “{workbook.name}” của {house}: {state}."
    did = reports.sentences(run.report or {}) or ([NOTHING] if run.state in ("done", "waiting") else [])
    closing = []
    if waiting or run.state == "guarded":
        closing.append(
            f"Xin mở phần mềm, mục Bảng tính, chọn “{workbook.name}” để xem và chọn. Chưa chọn thì hai bên giữ nguyên."
        )
    closing.append("Thư này do phần mềm Sổ tay tự viết, xin đừng trả lời.")
    subject = f"Sổ tay chi bộ: {workbook.name}, {state}"
    return Letter(subject, opening, did, items, max(0, waiting - len(items)), closing)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(TIME_ZONE):%H:%M} ngày {vn_moment(at).split(', ')[-1]}"


def _waiting(workbook_id: int) -> tuple[int, list[str]]:
    """How many items wait, and where the first of them are."""
    mine = (InboxItem.workbook_id == workbook_id, InboxItem.state == "open", InboxItem.kind != "note")
    count = db.session.scalar(select(func.count()).where(*mine)) or 0
    found = select(InboxItem, TableBinding.table_name).outerjoin(TableBinding, TableBinding.id == InboxItem.binding_id)
    listed = db.session.execute(found.where(*mine).order_by(InboxItem.binding_id, InboxItem.id).limit(LISTED))
    return count, [_place(item, table) for item, table in listed]


def _place(item: InboxItem, table: str | None) -> str:
    label = wording.label_of(table, item.field) if table else ""
    place = ", ".join(filter(None, (f"trang “{item.tab}”", f"ô {item.cell}" if item.cell else "", label)))
    return f"{place}: {ASKS.get(item.kind, 'xin xem')}."


# -- by e-mail


def post(run: SyncRun) -> None:
    """Send the letter about a run, if letters are sent at all and there is something to say. Never fails the run.

    What became of it is kept in the run's report; commits.
    """
    settings: MailSettings | None = current_app.config["SETTINGS"].mail
    if settings is None or not _worth_it(run):
        return
    number = run.id
    receivers = _receivers(run.workbook_id) or list(settings.receivers)
    letter = letter_of(run)
    db.session.rollback()  # nobody waits for the database while the mail server thinks
    said = _sent(settings, receivers, letter, number) if receivers else "không có địa chỉ nhận"
    run = db.session.get_one(SyncRun, number)
    run.report = {**run.report, "mail": said}
    db.session.commit()


def _sent(settings: MailSettings, receivers: Sequence[str], letter: Letter, number: int) -> str:
    try:
        send(settings, receivers, letter.subject, letter.text())
    except MailFailed as error:
        log.warning("letter about run %s not sent: %s", number, error)
        return "chưa gửi được thư báo"
    return "đã gửi thư báo"


def _worth_it(run: SyncRun) -> bool:
    """Nobody wants a letter every night that says nothing new."""
    return run.state not in ("done", "waiting") or bool(reports.sentences(run.report or {}))


def _receivers(workbook_id: int) -> list[str]:
    """Whoever looks after the workbook and signs in with an e-mail address."""
    owner = select(Workbook.organisation_id).where(Workbook.id == workbook_id).scalar_subquery()
    mine = select(User.login).where(User.organisation_id == owner, User.active, User.role.in_(RESPONSIBLE))
    return list(db.session.scalars(mine.where(User.login.contains("@")).order_by(User.login)))
