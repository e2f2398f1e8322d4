"""A year of deeds or stories as a book: on a page to print, and as a document in the Party's layout."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document
from flask import Flask

from intranet.database import db
from intranet.documents import dated
from intranet.organisations.models import Organisation
from intranet.registers import service
from intranet.registers.catalogue import BY_NAME
from tests import factories
from tests.conftest import Login, QueryCounter

DEEDS, STORIES = "/so/nguoi-tot-viec-tot/quyen/2022", "/so/cau-chuyen/quyen/2022"


@pytest.fixture
def commune(app: Flask) -> Organisation:
    """Two branches with deeds of two years, and a story chosen for the yearbook beside one that is not."""
    commune = factories.make_organisation()
    north, south = factories.make_branch(commune), factories.make_branch(commune, "Chi bộ thôn An Hòa")
    for unit, who, day in (
        (north, "Vi Thị Mơ", "2022-03-05"),
        (south, "Hà Văn Sơn", "2022-05-01"),
        (north, "Cao Bá Thịnh", "2021-05-01"),
    ):
        _write("good_deeds", unit, who=who, deed="Trả lại của rơi", recorded_on=day, criterion="helping_others")
    _write(
        "exemplar_stories",
        north,
        title="Người giữ đập",
        story="Ông Thịnh trông đập.",
        lesson="Việc làng là việc nhà",
        yearbook=2022,
    )
    _write("exemplar_stories", north, title="Chưa chọn", told_on="2022-02-05")
    db.session.commit()
    return commune


def _write(name: str, unit: Organisation, /, **values: object) -> None:
    service.create(BY_NAME[name], service.RecordData(unit.id, values))


def test_the_book_of_deeds_stands_by_unit_and_holds_its_year_only(
    commune: Organisation, login: Login, queries: QueryCounter
) -> None:
    browser = login(factories.make_user("reader", commune))
    browser.get(DEEDS)
    queries.reset()
    text = browser.get(DEEDS).text
    assert queries.count <= 10
    assert "2 mục, 2 đơn vị" in text
    places = [text.index(word) for word in ("Chi bộ thôn An Hòa", "Hà Văn Sơn", "Chi bộ thôn Bắc Sơn", "Vi Thị Mơ")]
    assert places == sorted(places)
    assert "Cao Bá Thịnh" not in text


def test_the_yearbook_holds_the_stories_that_were_chosen(commune: Organisation, login: Login) -> None:
    text = login(factories.make_user("reader", commune)).get(STORIES).text
    assert ("Người giữ đập" in text, "Chưa chọn" in text) == (True, False)


def test_a_year_without_anything_says_so(commune: Organisation, login: Login) -> None:
    assert (
        "Năm 1999 chưa có mục nào"
        in login(factories.make_user("reader", commune)).get(DEEDS.replace("2022", "1999")).text
    )


@pytest.mark.parametrize("path", [DEEDS, STORIES])
def test_the_document_has_the_partys_layout(commune: Organisation, login: Login, path: str) -> None:
    answer = login(factories.make_user("committee_office", commune)).get(f"{path}.docx")
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    document = Document(BytesIO(answer.data))
    section = document.sections[0]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides if side] == [20, 20, 30, 15]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)  # type: ignore[union-attr]
    head = [[p.text for p in cell.paragraphs] for cell in document.tables[0].rows[0].cells]
    assert head[0] == ["ĐẢNG ỦY XÃ MẪU SƠN", "*"]
    assert head[1][0] == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert head[1][-1].startswith("Mẫu Sơn, ngày ")
    assert document.styles["Normal"].font.name == "Times New Roman"
    indents = [p.paragraph_format.first_line_indent for p in document.paragraphs]
    body = [indent for indent in indents if indent and round(indent.mm) == 10]
    assert len(body) >= 3
    assert section.different_first_page_header_footer is True
    assert "PAGE" in section.header._element.xml


def test_a_branchs_book_names_its_superior_and_is_signed_by_the_branch(commune: Organisation, login: Login) -> None:
    branch = factories.make_branch(commune, "Chi bộ thôn Khe Lau")
    secretary = factories.make_user("branch_secretary", branch)
    document = Document(BytesIO(login(secretary).get(f"{DEEDS}.docx").data))
    head, signature = ([[p.text for p in c.paragraphs] for c in table.rows[0].cells] for table in document.tables)
    assert head[0] == ["ĐẢNG BỘ XÃ MẪU SƠN", "CHI BỘ THÔN KHE LAU", "*"]
    assert signature[0] == ["Nơi nhận:", "- Đảng bộ xã Mẫu Sơn (báo cáo)", "- Lưu Chi bộ."]
    assert signature[1][:2] == ["T/M CHI BỘ", "BÍ THƯ"]


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 2, 5), "ngày 05 tháng 02"),
        (date(2026, 11, 21), "ngày 21 tháng 11"),
        (date(2026, 5, 5), "ngày 05 tháng 5"),
    ],
)
def test_a_document_is_dated_from_its_place(day: date, written: str) -> None:
    assert dated("Kỳ Thọ", day) == f"Kỳ Thọ, {written} năm 2026"
