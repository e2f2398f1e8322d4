"""Khen thưởng (C15): who was commended, in which form, by whose decision, and what led to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import String, func, select
from sqlalchemy import Text as LongText
from sqlalchemy.orm import Mapped, mapped_column

from intranet.database import db
from intranet.formatting import vn_date
from intranet.organisations.models import Organisation
from intranet.pledges.models import Pledge
from intranet.refusal import Refusal
from intranet.registers import good_deeds, practice_models, stories
from intranet.registers.contests import Contest
from intranet.registers.description import Draft, Field, Register, Unit
from intranet.registers.editable import Category
from intranet.registers.kinds import PRECISIONS, Date, Text
from intranet.registers.numbers import Money
from intranet.registers.people import Person
from intranet.registers.queries import UNWRITTEN, Page
from intranet.registers.record import Record, person_id, person_name
from intranet.registers.references import ASKED, Reference, begun_by, reference, reference_to, referred
from intranet.registers.subjects import SUBJECT_HEADING, SUBJECT_KIND, collective_named, kind_of_name, kind_of_subject
from intranet.registers.texts import Number, number_key, starts_alike
from intranet.settings.service import first_day, last_day
from sync.columns import Heading

#: The level at which every organisation decides by numbers of its own.
_OWN_LEVEL = "base"


class Commendation(Record):
    """An award. ``amount`` in whole đồng; ``model`` names a model in words where the sheet does; ``source`` is what led to it."""

    __tablename__ = "commendations"

    subject_kind: Mapped[str | None] = mapped_column(String(20))
    who_id: Mapped[int | None] = person_id()
    who_name: Mapped[str | None] = person_name()
    form: Mapped[str | None] = mapped_column(String(40))
    level: Mapped[str | None] = mapped_column(String(40))
    decision_no: Mapped[str | None] = mapped_column(String(60), index=True)
    decided_on: Mapped[str | None] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(LongText)
    model: Mapped[str | None] = mapped_column(String(300))
    amount: Mapped[int | None]
    source: Mapped[str | None] = reference()


def derive(award: Commendation) -> None:
    """Whether it is a person or a collective where nobody said."""
    award.subject_kind = award.subject_kind or kind_of_name(award.who_name)


def check(draft: Draft) -> None:
    """No award before what it is for; one number of a decision has one date (several persons of it are usual)."""
    decided, number = draft.values["decided_on"], draft.values["decision_no"]
    source = referred(draft.values["source"])
    if decided and source and source.happened and last_day(decided) < first_day(source.happened):
        raise Refusal(
            f"Quyết định ngày {vn_date(decided)} có trước {source.title[:80]} ({vn_date(source.happened)}). "
            "Sửa ngày quyết định, hoặc sửa ngày ở mục được khen rồi ghi lại.",
            "decided_on",
        )
    if number and decided and not draft.confirmed and (other := _decided_otherwise(draft, number, decided)):
        whose = f" ({other.who_name})" if other.organisation_id == draft.organisation_id else " của đơn vị khác"
        draft.doubt(
            f"Số {number} đã ghi cho quyết định ngày {vn_date(other.decided_on)}{whose}. Cùng một quyết định thì ghi "
            "cùng ngày; nếu là quyết định khác trùng số thì đánh dấu vào ô xác nhận.",
            "decision_no",
        )


def _no_later_than_its_awards(register: Register, draft: Draft) -> None:
    """What an award was given for does not move behind the award."""
    begun = begun_by(register)
    day, before = (draft.values[begun], draft.before(begun)) if begun else (None, None)
    if not day or day == before:
        return
    mine = select(Commendation).where(Commendation.source == reference_to(draft.record))
    for award in db.session.scalars(mine.where(Commendation.decided_on.is_not(None)).order_by(Commendation.id)):
        decided = last_day(award.decided_on or "")
        if decided < first_day(day) and not (before and decided < first_day(before)):
            raise Refusal(
                f"{award.who_name} đã được khen về việc này theo quyết định ngày {vn_date(award.decided_on)}, trước ngày vừa ghi. "
                "Ghi lại ngày ở đây, hoặc sửa ngày quyết định ở mục khen thưởng trước.",
                begun,
            )


ASKED.append(_no_later_than_its_awards)


def _decided_otherwise(draft: Draft, number: str, decided: str) -> Commendation | None:
    """An award with the number, however it is spaced or capitalised, and another date.

    Whose number it is follows from the level: of one level all under one root, else those of the organisation itself.
    """
    level = draft.values["level"]
    same = Commendation.organisation_id == draft.organisation_id
    if level and level != _OWN_LEVEL:
        root = db.session.get_one(Organisation, draft.organisation_id).path.split("/")[1]
        same = (Commendation.level == level) & Organisation.path.startswith(f"/{root}/")
    likely = (
        select(Commendation)
        .join(Commendation.organisation)
        .where(same, starts_alike(Commendation.decision_no, number), Commendation.decided_on != decided)
        .order_by(Commendation.id)
    )
    others = (award for award in db.session.scalars(likely) if award is not draft.record)
    return next((award for award in others if number_key(award.decision_no) == number_key(number)), None)


def given(record: Any) -> Mapping[str, str | None]:
    """What an award for a record starts with."""
    return _PROPOSED[record.__tablename__](record)


def _kept(pledge: Pledge) -> dict[str, str | None]:
    who = pledge.member.full_name if pledge.member else pledge.organisation.name
    return {
        "who": who, "subject_kind": "individual" if pledge.member else "collective", "unit": pledge.organisation.uid,
        "reason": f"Thực hiện tốt nội dung đăng ký làm theo Bác năm {pledge.year}",
    }  # fmt: skip


def _won(contest: Contest) -> dict[str, str | None]:
    return {"reason": f"Đạt giải {contest.name}", "unit": contest.organisation.uid}


_PROPOSED: Mapping[str, Callable[[Any], Mapping[str, str | None]]] = {
    "pledges": _kept, "practice_models": practice_models.proposed, "good_deeds": good_deeds.proposed, "contests": _won,
    "exemplar_stories": stories.proposed,
}  # fmt: skip


def awards_by_form(page: Page) -> Mapping[str, Any]:
    """How many awards of the list there are by form and level, collectives and persons apart. One query."""
    keys = (Commendation.form, Commendation.level, Commendation.subject_kind)
    rows = db.session.execute(page.narrowed.with_only_columns(*keys, func.count()).group_by(*keys)).all()
    totals: Counter[tuple[str, str | None]] = Counter()
    for form, level, kind, count in rows:
        for column in (level or UNWRITTEN, kind, "all"):
            totals[form or UNWRITTEN, column] += count
            totals["all", column] += count
    forms, levels = (
        {**COMMENDATIONS.field(name).kind.choices, UNWRITTEN: "Chưa ghi"} for name in ("form", "level")
    )  # fmt: skip
    return {
        "totals": totals, "forms_held": {code: label for code, label in forms.items() if totals[code, "all"]},
        "levels": (held := {code: label for code, label in levels.items() if totals["all", code]}),
        "level_heads": [(label, "number") for label in held.values()],
    }  # fmt: skip


COMMENDATIONS = Register(
    name="commendations",
    label="Khen thưởng",
    one="khen thưởng",
    about="Biểu dương, giấy khen, bằng khen, huy hiệu của tập thể và cá nhân, theo từng quyết định.",
    path="khen-thuong",
    model=Commendation,
    title="who",
    dated="decided_on",
    list_panel="registers/_awards.html",
    list_beside=awards_by_form,
    check=check,
    counted="subject_kind",
    partition="subject_kind",
    tabs=("Khen thưởng", "Khen thưởng MH", "Tập thể", "Cá nhân", "Thi đua khen thưởng"),
    groups=("subject_kind", "decided_on"),
    unit=Unit("Đơn vị", (Heading("Đơn vị", ("Tập thể", "Chi bộ", "Chi, đảng bộ", "Đơn vị công tác")),), in_words=True),
    derive=derive,
    fields=(
        Field("who", "Tập thể, cá nhân được khen", Person(as_written=True), required=True, listed=True, searched=True,
              infer=collective_named, headings=(Heading("Tên", ("Họ và tên", "Họ tên", "Tên tập thể, cá nhân")),)),
        Field("subject_kind", "Cá nhân, tập thể", SUBJECT_KIND, listed=True, filtered=True, headings=(SUBJECT_HEADING,), first=False,
              infer=kind_of_subject),
        Field("form", "Hình thức", Category(setting="award_forms"), listed=True, filtered=True,
              headings=(Heading("Hình thức", ("Hình thức khen thưởng", "Hình thức khen")),)),
        Field("level", "Cấp", Category(setting="award_levels"), listed=True, filtered=True,
              headings=(Heading("Cấp", ("Cấp khen", "Cấp khen thưởng")),)),
        Field("decision_no", "Số quyết định", Number(60), listed=True, searched=True,
              headings=(Heading("Số QĐ", ("Số quyết định", "Quyết định số")),)),
        Field("decided_on", "Ngày quyết định", Date(PRECISIONS), listed=True,
              headings=(Heading("Ngày", ("Ngày QĐ", "Ngày quyết định", "Ngày ký")),)),
        Field("reason", "Thành tích", Text(2000, 3), searched=True, headings=(Heading("Thành tích", ("Lý do", "Nội dung khen")),)),
        Field("model", "Mô hình được khen", Text(300), first=False, headings=(Heading("Mô hình được khen", alternative=True),)),
        Field("amount", "Tiền thưởng", Money(), first=False, headings=(Heading("Tiền thưởng", ("Mức thưởng", "Số tiền")),)),
        Field("source", "Khen từ", Reference(tuple(_PROPOSED), "Đề nghị khen", "Khen thưởng", given), first=False),
    ),
)  # fmt: skip
