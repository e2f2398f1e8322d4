"""Two assignments change places, in one action: their months, or only who presents."""

from __future__ import annotations

from dataclasses import replace

from intranet.formatting import vn_date
from intranet.refusal import Refusal
from intranet.rota import service
from intranet.rota.models import Assignment


def swap_months(one: Assignment, other: Assignment) -> None:
    """Each takes the month and the due date of the other; people, topic and preparation go along. Raises Refusal."""
    _check(one, other)
    first, second = service.data_of(one), service.data_of(other)
    service.update(one, replace(first, month=second.month, due=second.due, meeting_id=None))
    service.update(other, replace(second, month=first.month, due=first.due, meeting_id=None))


def swap_presenters(one: Assignment, other: Assignment) -> None:
    """Each takes the people of the other; topic and month stay, and the new people have yet to prepare. Raises Refusal."""
    _check(one, other)
    if one.organisation_id != other.organisation_id:
        raise Refusal("Hai phân công của hai chi bộ khác nhau thì chỉ đổi tháng cho nhau được.", "how")
    first, second = service.data_of(one), service.data_of(other)
    service.update(one, replace(first, presenter_ids=second.presenter_ids, prepared_on=None))
    service.update(other, replace(second, presenter_ids=first.presenter_ids, prepared_on=None))


def _check(one: Assignment, other: Assignment) -> None:
    if one.id == other.id:
        raise Refusal("Chọn một phân công khác để đổi.", "other")
    for assignment in (one, other):
        if assignment.delivered:
            raise Refusal(
                f"Phân công tháng {vn_date(assignment.month)} đã trình bày xong nên không đổi được nữa.", "other"
            )
    if one.month == other.month:
        raise Refusal("Hai phân công cùng một tháng nên không có gì để đổi.", "other")
