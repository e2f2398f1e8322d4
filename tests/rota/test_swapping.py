"""Two assignments change places: their months, or only who presents."""

from __future__ import annotations

from intranet.database import db
from intranet.rota import service, swapping
from tests.factories import Commune
from tests.rota.conftest import assign, people_of, refused


def test_swapping_months_takes_people_and_topic_along(commune: Commune) -> None:
    an, bao = commune.people[:2]
    one = assign(commune.branch, "2022-03", an, topic="Một", due="2022-02-26", prepared_on="2022-02-20")
    other = assign(commune.other, "2022-05", topic="Hai", due="2022-04-28")
    before = service.data_of(one), service.data_of(other)
    swapping.swap_months(one, other)
    db.session.commit()
    assert [(a.month, a.due, a.topic, a.prepared_on) for a in (one, other)] == [
        ("2022-05", "2022-04-28", "Một", "2022-02-20"),
        ("2022-03", "2022-02-26", "Hai", None),
    ]
    assert people_of(one) == [an.full_name]
    swapping.swap_months(one, other)
    assert (service.data_of(one), service.data_of(other)) == before
    assert bao.full_name not in people_of(other)


def test_swapping_people_leaves_topic_and_month_even_where_one_presents_both(commune: Commune) -> None:
    an, bao, cuong = commune.people[:3]
    one = assign(commune.branch, "2022-03", an, bao, topic="Một", prepared_on="2022-02-20")
    other = assign(commune.branch, "2022-05", bao, cuong, topic="Hai")
    swapping.swap_presenters(one, other)
    db.session.commit()
    assert (people_of(one), people_of(other)) == (
        ["Trần Đình Bảo", "Phạm Văn Cường"],
        ["Nguyễn Thị An", "Trần Đình Bảo"],
    )
    assert [(a.month, a.topic, a.prepared_on) for a in (one, other)] == [
        ("2022-03", "Một", None),
        ("2022-05", "Hai", None),
    ]


def test_what_cannot_be_swapped_is_said(commune: Commune) -> None:
    one = assign(commune.branch, "2022-03", commune.people[0])
    same_month = assign(commune.branch, "2022-03", commune.people[1])
    done = assign(commune.branch, "2022-02", commune.people[1], delivered=True)
    elsewhere = assign(commune.other, "2022-05")
    assert refused(lambda: swapping.swap_months(one, one))[0] == "Chọn một phân công khác để đổi."
    assert refused(lambda: swapping.swap_months(one, same_month))[0] == (
        "Hai phân công cùng một tháng nên không có gì để đổi."
    )
    assert refused(lambda: swapping.swap_months(one, done))[0] == (
        "Phân công tháng 02/2022 đã trình bày xong nên không đổi được nữa."
    )
    assert refused(lambda: swapping.swap_presenters(one, elsewhere))[0] == (
        "Hai phân công của hai chi bộ khác nhau thì chỉ đổi tháng cho nhau được."
    )
