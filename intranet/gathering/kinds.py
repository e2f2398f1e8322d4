"""The kinds of records that stand on a person's or an organisation's page, in the order shown."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select, String, cast, func, null, or_, select

from intranet.access import Verb
from intranet.gathering.gather import Kind, Owner, rows
from intranet.grading.models import GRADES, Grade
from intranet.meetings.models import MEETING_KINDS, Meeting
from intranet.members.models import Member
from intranet.organisations.models import Organisation
from intranet.pledges.models import Pledge
from intranet.pledges.queries import has_content
from intranet.registers.catalogue import ALL
from intranet.registers.description import Register
from intranet.registers.kinds import Text
from intranet.registers.people import Person
from intranet.registers.queries import people_columns, title_column
from intranet.reviews.models import WorkTask
from intranet.rota.models import Assignment, Presenter


def _owned(model: type[Any]) -> Select[Any]:
    """Records with the organisation each belongs to."""
    return select(model).join(Organisation, Organisation.id == model.organisation_id)


def _pledges() -> Select[Any]:
    whose = func.coalesce(Member.full_name, Organisation.name)
    with_owner = _owned(Pledge).outerjoin(Member, Member.id == Pledge.member_id).where(has_content())
    return rows(with_owner, Pledge.uid, whose, Pledge.year)


def _meetings() -> Select[Any]:
    at = func.coalesce(Meeting.date, cast(Meeting.year, String(10)))
    return rows(_owned(Meeting), Meeting.uid, func.coalesce(Meeting.topic, Meeting.kinds), at)


def _assignments() -> Select[Any]:
    return rows(_owned(Assignment), Assignment.uid, Assignment.topic, Assignment.month)


def _presented_by(member_id: int) -> ColumnElement[bool]:
    return Assignment.id.in_(select(Presenter.assignment_id).where(Presenter.member_id == member_id))


def _tasks() -> Select[Any]:
    return rows(_owned(WorkTask), WorkTask.uid, WorkTask.task, WorkTask.month)


def _grades_of_people() -> Select[Any]:
    standing = func.coalesce(Grade.grade, Grade.proposed_grade, "")
    return rows(_owned(Grade).where(Grade.member_id.is_not(None)), Grade.uid, standing, Grade.year)


def _grades_of_units() -> Select[Any]:
    standing = Organisation.name + "|" + func.coalesce(Grade.grade, Grade.proposed_grade, "")
    return rows(_owned(Grade).where(Grade.member_id.is_(None)), Grade.uid, standing, Grade.year)


def _grade_in_words(code: str) -> str:
    return GRADES.get(code, "Chưa xếp loại")


def _unit_grade_in_words(title: str) -> str:
    name, _, code = title.rpartition("|")
    return f"{name}: {_grade_in_words(code)}"


def _meeting_in_words(title: str) -> str:
    """A session without a topic is called by its kinds."""
    kinds = title.split(",")
    return " + ".join(MEETING_KINDS[kind] for kind in kinds) if all(k in MEETING_KINDS for k in kinds) else title


def _page(endpoint: str, uid: str, **address: Any) -> str:
    return url_for(endpoint, uid=uid, **address)


def _of_unit(endpoint: str, owner: Owner) -> str:
    """The list of an organisation; there is none of a person."""
    narrowed: dict[str, Any] = {"don-vi": owner.uid}
    return url_for(endpoint, **narrowed) if isinstance(owner, Organisation) else ""


def _tasks_of(owner: Owner) -> str:
    return _of_unit("reviews.index", owner) or url_for("reviews.of_member", uid=owner.uid)


def _register(register: Register) -> dict[str, Kind]:
    """A declared register: its dated field, its title, its links to members.

    On a person's own page a record that is called by the person's name is called by what it says instead.
    """
    model, columns = register.model, people_columns(register)
    title = title_column(register) if register.title else func.coalesce(model.unit_name, Organisation.name)
    at = getattr(model, register.dated) if register.dated else model.year

    def records(shown: Any) -> Select[Any]:
        return rows(_owned(model), model.uid, shown, at)

    def listed(owner: Owner) -> str:
        narrowed: dict[str, Any] = {"don-vi" if isinstance(owner, Organisation) else "nguoi": owner.uid}
        return url_for("registers.index", path=register.path, **narrowed)

    def of_person(member_id: int) -> ColumnElement[bool]:
        return or_(*(column == member_id for column in columns))

    page = partial(_page, "registers.show", path=register.path)
    found = {register.name: Kind(register.label, partial(records, title), page, listed)}
    if columns:
        said = func.coalesce(_says(register), title)
        own = Kind(register.label, partial(records, said), page, listed, of_person, of_unit=False)
        found[f"{register.name} of a person"] = own
    return found


def _says(register: Register) -> Any:
    """What a record says: its title, or where that is a person's name the first text one searches for."""
    titled = register.title and isinstance(register.field(register.title).kind, Person)
    texts = [field for field in register.fields if field.searched and type(field.kind) is Text]
    return getattr(register.model, texts[0].name) if titled and texts else null()


KINDS: dict[str, Kind] = {
    "meetings": Kind(
        "Sinh hoạt", _meetings, partial(_page, "meetings.show"), partial(_of_unit, "meetings.index"),
        said=_meeting_in_words,
    ),
    "chaired": Kind(
        "Chủ trì, ghi biên bản", _meetings, partial(_page, "meetings.show"), partial(_of_unit, "meetings.index"),
        lambda member_id: or_(Meeting.chair_id == member_id, Meeting.minute_taker_id == member_id), of_unit=False,
        said=_meeting_in_words,
    ),
    "pledges": Kind(
        "Đăng ký làm theo", _pledges, partial(_page, "pledges.show"), partial(_of_unit, "pledges.index")
    ),  # a person's page shows theirs by itself
    "assignments": Kind(
        "Phân công trình bày", _assignments, partial(_page, "rota.show"), partial(_of_unit, "rota.index"), _presented_by
    ),
    "work_tasks": Kind(
        "Nhiệm vụ hằng tháng", _tasks, partial(_page, "reviews.show"), _tasks_of,
        lambda member_id: WorkTask.owner_id == member_id,
    ),
    "grades": Kind(
        "Xếp loại cuối năm", _grades_of_people, partial(_page, "grading.show"), partial(_of_unit, "grading.index"),
        lambda member_id: Grade.member_id == member_id, of_unit=False, said=_grade_in_words, verb=Verb.RECORD,
    ),
    "unit_grades": Kind(
        "Xếp loại chi bộ, đơn vị", _grades_of_units, partial(_page, "grading.show"),
        partial(_of_unit, "grading.index"), said=_unit_grade_in_words, verb=Verb.RECORD,
    ),
    **{name: kind for register in ALL for name, kind in _register(register).items()},
}  # fmt: skip
