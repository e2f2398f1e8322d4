"""The list of assignments: how each stands, what waits, what it is narrowed to, at any length."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import true

from intranet.access import in_scope
from intranet.database import db
from intranet.rota import absences, service, topics
from intranet.rota.absences import AbsenceData
from intranet.rota.models import Assignment
from intranet.rota.queries import listing
from intranet.rota.queries.listing import Wanted
from intranet.rota.topics import TopicData
from tests import factories
from tests.conftest import QueryCounter
from tests.factories import Commune
from tests.rota.conftest import TODAY, assign


@pytest.mark.parametrize(
    ("month", "values", "state"),
    [
        ("2022-03", {"due": "2022-03-09"}, "overdue"),
        ("2022-03", {"due": "2022-03-10"}, "waiting"),
        ("2022-03", {"due": "2022-02"}, "overdue"),
        ("2022-03", {"due": "2022-03"}, "waiting"),
        ("2022-03", {}, "waiting"),
        ("2022-03", {"due": "2022-03-01", "prepared_on": "2022-03-09"}, "prepared"),
        ("2022-03", {"delivered": False}, "waiting"),
        ("2022-03", {"delivered": True}, "delivered"),
        ("2022-02", {}, "unreported"),
        ("2022-02", {"delivered": False}, "missed"),
        ("2022-02", {"delivered": True}, "delivered"),
    ],
)
def test_an_assignment_stands_as_its_dates_say(
    commune: Commune, month: str, values: dict[str, object], state: str
) -> None:
    assign(commune.branch, month, commune.people[0], **values)
    figures = listing.figures(true(), Wanted(2022), TODAY)
    assert {name: number for name, number in figures.items() if number} == {"all": 1, state: 1}
    rows = db.session.execute(listing.listing(true(), Wanted(2022, 0, state), TODAY)).all()
    assert [found for _, found in rows] == [state]


def test_what_waits_is_overdue_unreported_or_soon_without_people(commune: Commune) -> None:
    an = commune.people[0]
    late = assign(commune.branch, "2022-03", an, due="2022-03-01")
    over = assign(commune.branch, "2022-02", an)
    soon = assign(commune.branch, "2022-04")
    assign(commune.branch, "2022-06")
    assign(commune.branch, "2022-01", an, delivered=False)
    assign(commune.branch, "2022-03", an, delivered=True)
    assign(commune.branch, "2021-12", an)
    found = db.session.execute(listing.waiting(true(), TODAY, 2022)).all()
    assert [(a.uid, state) for a, _, state in found] == [
        (over.uid, "unreported"), (late.uid, "overdue"), (soon.uid, "unnamed"),
    ]  # fmt: skip


def test_the_list_is_narrowed_and_its_figures_open_their_rows(
    commune: Commune, assignment: Assignment, office: FlaskClient
) -> None:
    assign(commune.other, "2022-05", topic="Phim tư liệu")
    page = office.get("/phan-cong/?nam=2022").text
    assert "2 phân công" in page
    narrowed = office.get(f"/phan-cong/?nam=2022&don-vi={commune.other.uid}").text
    assert "Phim tư liệu" in narrowed
    assert "ba lô" not in narrowed
    assert "ba lô" not in office.get("/phan-cong/?nam=2022&thang=5").text
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    assert office.get("/phan-cong/?nam=2022", headers=part).text.lstrip().startswith('<div id="assignments">')
    assert office.get("/phan-cong/?don-vi=khong-co").status_code == 404


@pytest.mark.parametrize("size", [1, 3, 100])
def test_pages_need_few_queries_however_many_rows(
    commune: Commune, office: FlaskClient, queries: QueryCounter, size: int
) -> None:
    made = [
        assign(commune.branch, f"2022-{number % 12 + 1:02}", *commune.people[: number % 3], topic=f"Chuyện {number}")
        for number in range(size)
    ]
    for number in range(size):
        entry = topics.create(TopicData(commune.committee.id, f"Chủ đề {number}"))
        service.update(made[number], replace(service.data_of(made[number]), topic_entry_id=entry.id))
        absences.create(AbsenceData(commune.people[number % 5].id, "2022-03-01"))
    unit, one = f"don-vi={commune.branch.uid}", made[0].uid
    counts = {}
    for path in (
        "/phan-cong/?nam=2022", f"/phan-cong/moi?{unit}&thang=2022-03", f"/phan-cong/{one}", f"/phan-cong/{one}/sua",
        f"/phan-cong/{one}/doi", f"/phan-cong/lap-lich?{unit}&tu=1/2023&den=6/2023", "/phan-cong/kho",
        f"/phan-cong/vang?{unit}", f"/phan-cong/lap-lich?don-vi={commune.committee.uid}&tu=1/2023&den=6/2023",
    ):  # fmt: skip
        queries.reset()
        assert office.get(path).status_code == 200, path
        counts[path] = queries.count
    assert {path: count for path, count in counts.items() if count > 10} == {}


def test_the_scope_of_the_person_is_the_scope_of_the_list(commune: Commune, assignment: Assignment) -> None:
    stranger = factories.make_user("branch_secretary", commune.other)
    assert db.session.execute(listing.listing(in_scope(stranger), Wanted(2022), TODAY)).all() == []
