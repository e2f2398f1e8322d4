"""The minutes: prefilled, written, due."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from intranet.database import db
from intranet.meetings import actions, agenda, holding, minutes
from intranet.meetings.minutes import MinutesData
from intranet.meetings.service import MeetingData
from intranet.refusal import Refusal
from intranet.settings import service as settings
from tests import factories
from tests.factories import Commune
from tests.meetings.conftest import Reload


def test_minutes_start_from_presenters_and_actions(commune: Commune, whole: Reload) -> None:
    meeting = holding.prepare(MeetingData(commune.branch.id, 2022, "2022-11-03", kinds=("study_session",)))
    agenda.change(meeting.agenda[0], "Học tập", commune.people[0].id)
    actions.add(meeting, "Trồng hoa", commune.people[1].id, "2022-12-15")
    actions.add(meeting, "Quét sân.")
    db.session.commit()
    text = minutes.prefilled(whole(meeting))
    assert list(text.discussions.values()) == ["Đồng chí Nguyễn Thị An trình bày.", ""]
    assert text.resolution == (
        "1. Trồng hoa. Đồng chí Trần Đình Bảo thực hiện, xong trước ngày 15/12/2022.\n2. Quét sân."
    )


def test_what_was_written_stands_over_what_was_prefilled(commune: Commune, whole: Reload) -> None:
    meeting = whole(holding.prepare(MeetingData(commune.branch.id, 2022, "2022-11-03", kinds=("study_session",))))
    first = meeting.agenda[0].uid
    minutes.write(meeting, MinutesData({first: "Đã  học."}, "Không", "Thống nhất", "Làm"), done=False)
    db.session.commit()
    text = minutes.prefilled(whole(meeting))
    assert (text.discussions[first], text.minutes_text, text.conclusion, text.resolution) == (
        "Đã học.", "Không", "Thống nhất", "Làm",
    )  # fmt: skip
    assert meeting.minutes_done_at is None


def test_minutes_are_due_two_days_after_and_papers_one_day_before(commune: Commune) -> None:
    meeting = factories.make_meeting(commune.branch, "2022-02-28")
    assert (minutes.due_on(meeting, settings.rulebook()), minutes.papers_due_on(meeting, settings.rulebook())) == (
        "2022-03-02",
        "2022-02-27",
    )
    settings.put("minutes_days", "2022-01-01", 5, "HD 1")
    assert minutes.due_on(meeting, settings.rulebook()) == "2022-03-05"


def test_no_day_no_deadline(commune: Commune) -> None:
    vague = factories.make_meeting(commune.branch, "2022-02")
    assert (minutes.due_on(vague, settings.rulebook()), minutes.is_late(vague, settings.rulebook())) == (None, False)


@pytest.mark.parametrize(("day", "late"), [(2, False), (3, True)])
def test_late_is_by_the_office_clock(commune: Commune, day: int, late: bool) -> None:
    meeting = factories.make_meeting(commune.branch, "2022-02-28")
    meeting.minutes_done_at = datetime(2022, 3, day, 10, tzinfo=UTC)
    assert minutes.is_late(meeting, settings.rulebook()) is late


def test_minutes_of_a_locked_month_stand(commune: Commune, whole: Reload) -> None:
    meeting = whole(factories.make_meeting(commune.branch))
    settings.lock(commune.committee.id, "2022-11")
    with pytest.raises(Refusal):
        minutes.write(meeting, MinutesData({}, conclusion="Khác"), done=True)


@pytest.mark.parametrize(
    ("committee", "place"),
    [("Đảng bộ xã Kỳ Thọ", "Kỳ Thọ"), ("Đảng ủy phường Trần Phú", "Trần Phú"), ("Kỳ Thọ", "Kỳ Thọ")],
)
def test_a_document_is_dated_from_the_communes_name(
    commune: Commune, whole: Reload, committee: str, place: str
) -> None:
    commune.committee.name = committee
    db.session.commit()
    assert minutes.place_name(whole(factories.make_meeting(commune.branch))) == place
