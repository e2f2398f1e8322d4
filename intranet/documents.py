"""Documents in the Party's layout (domain.md, section 8): page, head, body, tables, signatures, as .docx.

``Paper`` is one document; ``sent`` hands it out. Fonts in points, margins in millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from flask import Response
from werkzeug.utils import secure_filename

from intranet.formatting import search_key

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"
BODY = 14
#: Months that could be taken for another when a digit is put before them.
_PADDED_MONTHS = (1, 2)


class Paper:
    """A document being written, from the top down."""

    def __init__(self) -> None:
        self._document = Document()
        normal = self._document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(BODY)
        normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
        section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin = section.bottom_margin = Mm(20)
        section.left_margin, section.right_margin = Mm(30), Mm(15)
        _number_pages(section)

    def head(self, superior: str, issuer: str, place_and_date: str, number: str = "") -> None:
        """The head of two columns: who issues it, and the Party's name with place and date."""
        left, right = self._columns()
        if superior:
            _line(left, superior.upper(), 14)
        _line(left, issuer.upper(), 14, bold=True)
        _line(left, "*", 14)
        if number:
            _line(left, number, 14)
        _line(right, "ĐẢNG CỘNG SẢN VIỆT NAM", 15, bold=True, ruled=True)
        _line(right, place_and_date, 14, italic=True)

    def title(self, kind: str, subject: str = "") -> None:
        """The type of document in capitals, and its subject."""
        self._document.add_paragraph()
        _put(self._document.add_paragraph(), kind.upper(), 16, ALIGN.CENTER, bold=True)
        if subject:
            _put(self._document.add_paragraph(), subject, 14, ALIGN.CENTER, bold=True)
        _rule(self._document.add_paragraph(), Mm(67))

    def section(self, text: str) -> None:
        """A heading in the body."""
        paragraph = self._document.add_paragraph()
        _put(paragraph, text, BODY, ALIGN.LEFT, bold=True)
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(12), Pt(6)
        paragraph.paragraph_format.keep_with_next = True

    def entry(self, title: str, parts: Sequence[tuple[str, str]]) -> None:
        """An entry of a book: its title in bold and its parts, each a label and a text; kept on one page where it fits."""
        self.text(title, bold=True, joined=True)
        for number, (label, text) in enumerate(parts, 1):
            self.text(text, label, joined=number < len(parts))

    def text(self, text: str, label: str = "", *, bold: bool = False, joined: bool = False) -> None:
        """A justified paragraph a line of the text; ``label`` stands before it in italics. ``joined``: to what follows."""
        for number, line in enumerate(text.split("\n")):
            paragraph = self._document.add_paragraph()
            if label and number == 0:
                _run(paragraph, f"{label}: ", BODY, italic=True)
            _run(paragraph, line, BODY, bold=bold)
            style = paragraph.paragraph_format
            paragraph.alignment = ALIGN.JUSTIFY
            style.first_line_indent, style.space_after = Mm(10), Pt(6)
            style.line_spacing_rule, style.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(18)
            style.keep_with_next = joined

    def signatures(self, recipients: Sequence[str], on_behalf: str, office: str, name: str = "") -> None:
        """Recipients on the left, the signature on the right."""
        self._document.add_paragraph()
        left, right = self._columns()
        _line(left, "Nơi nhận:", 14, underlined=True, align=ALIGN.LEFT)
        for each in recipients:
            _line(left, f"- {each}", 12, align=ALIGN.LEFT)
        _line(right, on_behalf, 14, bold=True)
        _line(right, office, 14)
        for _ in range(3):
            right.add_paragraph()
        _line(right, name, 14, bold=True)

    def bytes(self) -> bytes:
        """The document as a file's content."""
        written = BytesIO()
        self._document.save(written)
        return written.getvalue()

    def _columns(self) -> tuple[Any, Any]:
        """A borderless table of two columns; its cells."""
        table = self._document.add_table(rows=1, cols=2)
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        left, right = table.rows[0].cells
        for column, cell, width in zip(table.columns, (left, right), (Mm(70), Mm(95)), strict=True):
            column.width = cell.width = width
        return left, right


def dated(place: str, day: date) -> str:
    """Kỳ Thọ, ngày 05 tháng 02 năm 2026: days below 10 and the months 1 and 2 padded (domain.md, section 6)."""
    month = f"{day.month:02}" if day.month in _PADDED_MONTHS else str(day.month)
    return f"{place or '……………'}, ngày {day.day:02} tháng {month} năm {day.year}"


def sent(paper: Paper, name: str) -> Response:
    """The document as an attachment; ``name`` becomes the file's name, without marks."""
    response = Response(paper.bytes(), mimetype=MIME)
    file_name = secure_filename(search_key(name).replace(" ", "-")) or "van-ban"
    response.headers["Content-Disposition"] = f'attachment; filename="{file_name}.docx"'
    return response


def _line(cell: Any, text: str, size: int, *, align: Any = ALIGN.CENTER, ruled: bool = False, **style: bool) -> None:
    """A line of a cell; the first one takes the paragraph every cell begins with."""
    first = cell.paragraphs[0]
    paragraph = first if not first.runs and len(cell.paragraphs) == 1 else cell.add_paragraph()
    _put(paragraph, text, size, align, **style)
    if ruled:
        _rule(cell.add_paragraph(), Mm(8.7))


def _put(paragraph: Any, text: str, size: int, align: Any, **style: bool) -> None:
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)
    _run(paragraph, text, size, **style)


def _run(
    paragraph: Any, text: str, size: int, *, bold: bool = False, italic: bool = False, underlined: bool = False
) -> None:
    run = paragraph.add_run(text)
    run.bold, run.italic, run.underline = bold, italic, underlined
    run.font.size = Pt(size)


def _rule(paragraph: Any, free: Length) -> None:
    """A rule in a paragraph of its own; ``free`` is what it leaves on each side."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)
    style = paragraph.paragraph_format
    style.left_indent = style.right_indent = free
    style.line_spacing_rule, style.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)
    style.space_after = Pt(3)


def _number_pages(section: Any) -> None:
    """The page's number top centre, from page 2."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)
