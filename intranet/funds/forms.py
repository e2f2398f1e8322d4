"""What is typed about a fund: the fund itself, a joint work, a counter-entry. Entries use the register's own form."""

from __future__ import annotations

from collections.abc import Mapping

from intranet.formatting import number, vn_date
from intranet.forms import Form
from intranet.funds.models import Fund
from intranet.funds.service import FundData
from intranet.funds.works import WorkData
from intranet.organisations.models import Organisation
from intranet.registers.kinds import PRECISIONS
from sync.values import Problem, parse_money

#: The two kinds of entry a person writes: the field of the amount, and the words of the page.
SIDES = {
    "thu": ("income", "Ghi thu", "Số tiền thu", "Người nộp"),
    "chi": ("expense", "Ghi chi", "Số tiền chi", "Người nhận"),
}


def read_fund(form: Form, units: Mapping[str, Organisation], fund: Fund | None) -> FundData | None:
    """The fund typed, or None with the errors in the form."""
    unit_id = fund.organisation_id if fund is not None else _unit(form, units)
    name = form.text("name", "Tên quỹ", required=True)
    beneficiary = form.text("beneficiary", "Dùng để giúp ai", limit=1000)
    opening = money_typed(form, "opening", "Số tồn ban đầu") or 0
    note = form.text("opening_note", "Nguồn của số tồn ban đầu")
    active = form.flag("active") if fund is not None else True
    if not form or unit_id is None:
        return None
    return FundData(unit_id, name, beneficiary or None, opening, note or None, active)


def _unit(form: Form, units: Mapping[str, Organisation]) -> int | None:
    if len(units) == 1 and not form.raw("unit"):
        return next(iter(units.values())).id
    chosen = units.get(form.choice("unit", "Đơn vị giữ quỹ", units))
    return chosen.id if chosen is not None else None


def show_fund(data: FundData, version: int) -> Form:
    """The form as it first shows a fund."""
    shown = {"name": data.name, "beneficiary": data.beneficiary, "opening_note": data.opening_note}
    opening = number(data.opening) if data.opening else None
    return Form.showing(shown, opening=opening, active="1" if data.active else None, version=version)


def money_typed(form: Form, name: str, label: str) -> int | None:
    """An amount in any of its spellings, in đồng."""
    text = form.text(name, label)
    value = parse_money(text) if text else None
    if isinstance(value, Problem):
        form.fail(name, f"{label} “{text}” không đọc được. Ghi số tiền, ví dụ 500.000, 500k hoặc 1tr2.")
        return None
    return value


def read_work(form: Form) -> WorkData | None:
    """The joint work typed, or None with the errors in the form."""
    data = WorkData(
        form.text("content", "Việc đã làm", required=True, limit=1000),
        form.date("done_on", "Thời gian", precisions=PRECISIONS),
        form.text("partner", "Phối hợp với") or None,
        form.text("beneficiary", "Giúp ai, nơi nào") or None,
        form.integer("people", "Số người tham gia", high=100_000),
        form.integer("workdays", "Số ngày công", high=1_000_000),
    )
    return data if form else None


def show_work(data: WorkData, version: int) -> Form:
    """The form as it first shows a joint work."""
    return Form.showing(data, done_on=vn_date(data.done_on) if data.done_on else None, version=version)


def require_complete(form: Form, amount: str) -> None:
    """A person at a form writes the day and the amount; only a sheet may have neither."""
    if not form.raw("date").strip():
        form.fail("date", "Nhập ngày.")
    if not form.raw(amount).strip():
        form.fail(amount, "Nhập số tiền.")
