"""Mô hình (C10): what a collective does in its own way, registered, recognised, replicated elsewhere with its lineage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, String, case, exists, select
from sqlalchemy import Text as LongText
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from intranet.access import in_scope
from intranet.accounts.models import User
from intranet.database import db, utcnow
from intranet.formatting import local_today
from intranet.organisations.models import Organisation
from intranet.pledges.queries import is_branch
from intranet.refusal import Refusal
from intranet.registers.choices import Choice, Flag
from intranet.registers.description import Draft, Field, Register, Shared, Unit
from intranet.registers.editable import Category
from intranet.registers.kinds import PRECISIONS, Date, Text
from intranet.registers.numbers import Whole
from intranet.registers.people import Person
from intranet.registers.queries import Page
from intranet.registers.record import Record, person_id, person_name
from intranet.registers.references import Reference, reference, referred, times_taken
from intranet.settings.service import first_day, last_day
from sync.columns import Heading

STATES = {"registered": "Đã đăng ký", "recognised": "Đã công nhận", "replicated": "Đã nhân rộng"}


class PracticeModel(Record):
    """A model. ``organisation`` is the collective it counts for; ``unit_name`` a mass organisation that registered it there.

    ``parent`` is the model it was taken from, of any organisation. ``year`` is the year it is registered for.
    """

    __tablename__ = "practice_models"

    name: Mapped[str] = mapped_column(String(300))
    field: Mapped[str | None] = mapped_column(String(40))
    content: Mapped[str | None] = mapped_column(LongText)
    started: Mapped[str | None] = mapped_column(String(10))
    person_id: Mapped[int | None] = person_id()
    person_name: Mapped[str | None] = person_name()
    result: Mapped[str | None] = mapped_column(LongText)
    replicated: Mapped[bool | None]
    recognised_on: Mapped[str | None] = mapped_column(String(10))
    recognised_by: Mapped[str | None] = mapped_column(String(200))
    parent: Mapped[str | None] = reference()

    @hybrid_property
    def state(self) -> str:
        """How far it has come."""
        if self.replicated or self.replications:
            return "replicated"
        return "recognised" if self.recognised_on else "registered"

    @state.inplace.expression
    @classmethod
    def _state(cls) -> ColumnElement[str]:
        return case(
            (cls.replicated.is_(True), "replicated"),
            (cls.replications > 0, "replicated"),
            (cls.recognised_on.is_not(None), "recognised"),
            else_="registered",
        )

    if TYPE_CHECKING:
        replications: Mapped[int]


PracticeModel.replications = times_taken(PracticeModel)

#: A lineage longer than this is none that people made.
_GENERATIONS = 50


def check(draft: Draft) -> None:
    """A model does not descend from itself; it is not recognised before it began."""
    ancestor = draft.values["parent"]
    for _ in range(_GENERATIONS):
        there = referred(ancestor)
        if there is None:
            break
        if draft.record is not None and there.record is draft.record:
            raise Refusal(
                "Mô hình này đã được nhân rộng sang mô hình vừa chọn, nên không thể nhân rộng từ đó.", "parent"
            )
        ancestor = there.record.parent
    started, recognised = draft.values["started"], draft.values["recognised_on"]
    if started and recognised and last_day(recognised) < first_day(started):
        draft.doubt("Ngày công nhận trước khi mô hình bắt đầu.", "recognised_on")


def taken_over(model: PracticeModel) -> dict[str, str | None]:
    """What a collective starts with that takes a model over."""
    return {"name": model.name, "field": model.field, "content": model.content}


def proposed(model: PracticeModel) -> dict[str, str | None]:
    """What an award for a model starts with."""
    return {
        "who": model.unit, "subject_kind": "collective", "reason": f"Có mô hình “{model.name}” hiệu quả", "model": model.name,
        "unit": model.organisation.uid,
    }  # fmt: skip


def _recognised(_user: User) -> ColumnElement[bool]:
    return PracticeModel.state != "registered"


def coverage(page: Page) -> Mapping[str, Any]:
    """One model a collective: which branches in sight have registered one for the year, and which have not. One query."""
    year = page.wanted.year or local_today(utcnow()).year
    has = exists().where(PracticeModel.organisation_id == Organisation.id, PracticeModel.year == year)
    branches = select(Organisation.uid, Organisation.name, has).where(
        in_scope(), Organisation.active, is_branch, Organisation.path.startswith(page.wanted.path, autoescape=True)
    )
    rows = db.session.execute(branches.order_by(Organisation.sort_key, Organisation.id)).all()
    missing = [(uid, name) for uid, name, registered in rows if not registered]
    return {"covered_year": year, "collectives": len(rows), "missing": missing}


PRACTICE_MODELS = Register(
    name="practice_models",
    label="Mô hình làm theo Bác",
    one="mô hình",
    about="Mỗi tập thể một mô hình: đăng ký, công nhận, nhân rộng.",
    path="mo-hinh",
    model=PracticeModel,
    title="name",
    list_panel="registers/_coverage.html",
    list_beside=coverage,
    check=check,
    shared=Shared("Mô hình của nơi khác", _recognised),
    counted="state",
    tabs=("Mô hình", "Mô hình làm theo Bác", "Mô hình 2022", "Các mô hình"),
    unit=Unit(
        "Tập thể đăng ký", (Heading("Tập thể đăng ký", ("Chi bộ", "Đơn vị", "Tập thể", "Đơn vị đăng ký")),), in_words=True
    ),
    fields=(
        Field("name", "Tên mô hình", Text(300), required=True, listed=True, searched=True,
              headings=(Heading("Tên mô hình", ("Mô hình", "Tên mô hình, cách làm")),)),
        Field("field", "Lĩnh vực", Category(setting="model_fields"), listed=True, filtered=True, headings=(Heading("Lĩnh vực"),)),
        Field("content", "Nội dung", Text(4000, 4), searched=True, headings=(Heading("Nội dung", ("Nội dung thực hiện", "Cách làm")),)),
        Field("started", "Bắt đầu", Date(PRECISIONS), listed=True,
              headings=(Heading("Bắt đầu", ("Thời gian bắt đầu", "Ngày bắt đầu", "Từ tháng")),)),
        Field("person", "Người phụ trách", Person(), searched=True, headings=(Heading("Người phụ trách", ("Phụ trách", "Đ/c phụ trách")),)),
        Field("state", "Tình trạng", Choice(STATES, tones={"recognised": "done", "replicated": "done"}), derived=True, listed=True, filtered=True),
        Field("result", "Kết quả", Text(4000, 3), first=False, headings=(Heading("Kết quả", ("Kết quả thực hiện",)),)),
        Field("replicated", "Nhân rộng", Flag("Đã nhân rộng", "Chưa nhân rộng"), filtered=True, first=False,
              headings=(Heading("Nhân rộng", ("Đã nhân rộng",)),)),
        Field("recognised_on", "Ngày công nhận", Date(PRECISIONS), first=False, headings=(Heading("Ngày công nhận"),)),
        Field("recognised_by", "Cơ quan công nhận, số văn bản", Text(200), first=False,
              headings=(Heading("Văn bản công nhận", ("Công nhận",)),)),
        Field("parent", "Nhân rộng từ mô hình", first=False,
              kind=Reference(("practice_models",), "Nhân rộng mô hình này", "Nơi đã nhân rộng", taken_over, listed=True)),
        Field("replications", "Số nơi nhân rộng", Whole(), derived=True),
    ),
)  # fmt: skip
