"""Suggested works handed down by an organisation for a year; a pledge below it takes one as it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select

from intranet.copying import fill, read
from intranet.database import db
from intranet.organisations.models import Organisation
from intranet.pledges import followup
from intranet.pledges.items import ItemData, items_of, same_work, text_or_none
from intranet.pledges.models import Pledge, PledgeItem, PledgeSuggestion
from intranet.refusal import Refusal
from sync import ids


@dataclass(frozen=True, slots=True)
class SuggestionData:
    """A suggested work, of which organisation and for which year."""

    organisation_id: int
    year: int
    work: str
    measure: str | None = None
    product: str | None = None


def create(data: SuggestionData, *, uid: str | None = None) -> PledgeSuggestion:
    """Hand a suggestion down. Raises Refusal on an empty work or one handed down already."""
    data = _checked(data)
    same = select(PledgeSuggestion.work).where(
        PledgeSuggestion.organisation_id == data.organisation_id, PledgeSuggestion.year == data.year
    )
    if any(same_work(work, data.work) for work in db.session.scalars(same)):
        raise Refusal("Việc gợi ý này đã có.", "work")
    suggestion = PledgeSuggestion(uid=uid or ids.mint(), **asdict(data))
    db.session.add(suggestion)
    db.session.flush()
    return suggestion


def update(suggestion: PledgeSuggestion, data: SuggestionData) -> PledgeSuggestion:
    """Reword a suggestion; pledges that took it keep what they took."""
    fill(suggestion, _checked(data))
    db.session.flush()
    return suggestion


def delete(suggestion: PledgeSuggestion) -> None:
    """Take a suggestion back; pledges that took it keep it."""
    db.session.delete(suggestion)
    db.session.flush()


def data_of(suggestion: PledgeSuggestion) -> SuggestionData:
    """What the suggestion says."""
    return read(SuggestionData, suggestion)


def take(pledge: Pledge, suggestion: PledgeSuggestion) -> PledgeItem:
    """Add the suggested work to the pledge. Raises Refusal when it is there, or when it comes from elsewhere."""
    organisation = db.session.get_one(Organisation, pledge.organisation_id)
    if str(suggestion.organisation_id) not in organisation.path.split("/") or suggestion.year != pledge.year:
        raise Refusal("Việc gợi ý này không dành cho bản đăng ký này.")
    if pledge.approval == "approved":
        raise Refusal("Bản này đã duyệt. Muốn thêm việc thì bấm Sửa; bản sẽ chờ duyệt lại.")
    if any(same_work(item.work, suggestion.work) for item in items_of(pledge)):
        raise Refusal("Bản đăng ký đã có việc này.")
    return followup.add_item(pledge, ItemData(suggestion.work, suggestion.measure, None, suggestion.product))


def _checked(data: SuggestionData) -> SuggestionData:
    work = text_or_none(data.work)
    if work is None:
        raise Refusal("Nhập việc gợi ý.", "work")
    return SuggestionData(data.organisation_id, data.year, work, text_or_none(data.measure), text_or_none(data.product))
