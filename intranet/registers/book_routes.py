"""A year's records of a register as a book: a page to print and a .docx, grouped by unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from flask import Response, abort

from intranet import documents
from intranet.access import me
from intranet.database import utcnow
from intranet.formatting import local_today, text_key
from intranet.htmx import render
from intranet.organisations.issuing import Issuer, issuer_of
from intranet.registers import queries
from intranet.registers.blueprint import blueprint, register_at
from intranet.registers.description import Book, Register
from intranet.registers.reach import records

Grouped = Mapping[str, Sequence[Any]]


@blueprint.get("/<path>/quyen/<int:year>")
def book(path: str, year: int) -> Response:
    """The book to read and to print."""
    register, bound = _bound(path)
    groups = _groups(register, bound, year)
    return render("registers/book.html", register=register, book=bound, year=year, groups=groups)


@blueprint.get("/<path>/quyen/<int:year>.docx")
def book_file(path: str, year: int) -> Response:
    """The book as a document in the Party's layout."""
    register, bound = _bound(path)
    issuer, today = issuer_of(me().organisation), local_today(utcnow())
    paper = documents.Paper()
    paper.head(issuer.superior, issuer.name, documents.dated(issuer.place, today))
    paper.title(bound.title, f"Năm {year}")
    number = 0
    for unit, found in _groups(register, bound, year).items():
        paper.section(unit)
        for record in found:
            number += 1
            paper.entry(f"{number}. {register.title_of(record)}", bound.parts(record))
    paper.signatures([_reader(issuer), f"Lưu {issuer.body}."], f"T/M {issuer.body.upper()}", "BÍ THƯ")
    return documents.sent(paper, f"{bound.title} {year}")


def _reader(issuer: Issuer) -> str:
    """Whom the book goes to: up from a branch, down from a committee."""
    return f"{issuer.superior} (báo cáo)" if issuer.superior and issuer.body == "Chi bộ" else "Các chi bộ trực thuộc"


def _bound(path: str) -> tuple[Register, Book]:
    register = register_at(path)
    return register, register.book or abort(404)


def _groups(register: Register, bound: Book, year: int) -> Grouped:
    """The year's records by unit, in the order of the units' names, the oldest first. One query."""
    chosen = records(register).where(bound.chosen(year))
    oldest_first = queries.listing(register, chosen, queries.Wanted(), None).rows[::-1]
    ordered = sorted(oldest_first, key=_place)
    return {unit: list(rows) for unit, rows in groupby(ordered, key=lambda record: record.unit)}


def _place(record: Any) -> tuple[bool, str, str]:
    """Units that are kept here first, each by its name."""
    return (record.unit_name is not None, record.organisation.sort_key, text_key(record.unit))
