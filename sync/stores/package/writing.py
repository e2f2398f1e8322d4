"""A typed value into a cell element: text always as a string, a date as a number whose style shows a date."""

from __future__ import annotations

import math

from lxml import etree

from sync.cells import Cell
from sync.stores.package.strings import escape
from sync.stores.package.styles import Styles
from sync.stores.package.xml import Element, tag

DAYS_BETWEEN_SYSTEMS = 1462
LONGEST_TEXT = 32_767
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_CONTENT = frozenset({tag("v"), tag("f"), tag("is")})


class CannotWrite(ValueError):
    """A value that no cell can hold."""


def write_cell(element: Element, cell: Cell, styles: Styles, *, date1904: bool) -> None:
    """Let a cell hold a value and nothing else; its style changes only when a date would not show as one."""
    clear(element)
    if cell.formula is not None:
        etree.SubElement(element, tag("f")).text = cell.formula.removeprefix("=")
    elif isinstance(cell.value, bool):
        element.set("t", "b")
        _value(element, "1" if cell.value else "0")
    elif isinstance(cell.value, str) and cell.kind == "error":
        element.set("t", "e")
        _value(element, cell.value)
    elif isinstance(cell.value, str) and cell.value:
        _text(element, cell.value)
    elif isinstance(cell.value, float | int):
        _number(element, cell, styles, date1904=date1904)


def clear(element: Element) -> None:
    """Take value and formula out; the style stays."""
    for child in [child for child in element if child.tag in _CONTENT]:
        element.remove(child)
    for name in ("t", "cm", "vm"):
        element.attrib.pop(name, "")


def _value(element: Element, text: str) -> None:
    etree.SubElement(element, tag("v")).text = text


def _text(element: Element, text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise CannotWrite("chữ dài quá 32.767 ký tự, một ô không chứa nổi")
    element.set("t", "inlineStr")
    holder = etree.SubElement(etree.SubElement(element, tag("is")), tag("t"))
    holder.text = escape(text)
    holder.set(_SPACE, "preserve")


def _number(element: Element, cell: Cell, styles: Styles, *, date1904: bool) -> None:
    value = float(cell.value or 0)
    if not math.isfinite(value):
        raise CannotWrite("không phải là một số")
    kind = cell.kind if cell.kind in ("date", "time") else "number"
    style = styles.showing(element.get("s"), kind)
    if style:
        element.set("s", style)
    if date1904 and kind == "date":
        value -= DAYS_BETWEEN_SYSTEMS
    _value(element, str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value))
