"""What surrounds the cells inside a sheet's XML and names them: merges, validations, formats, filters, links, breaks."""

from __future__ import annotations

from collections.abc import Iterable

from sync.stores.package.anchors import move_controls
from sync.stores.package.areas import Area, parse_area, parse_areas
from sync.stores.package.formulas import translate
from sync.stores.package.shifting import GONE, Mover
from sync.stores.package.xml import EXCEL_2006, Element, local, tag

_XM_SQREF = f"{{{EXCEL_2006}}}sqref"
_FORMULA_NAMES = frozenset({"formula", "formula1", "formula2", "f"})
_REF_NAMES = {"hyperlink": "ref", "cellWatch": "r", "inputCells": "r", "dataRef": "ref"}
_FILTER_NAMES = frozenset({"autoFilter", "sortState", "sortCondition"})


def follow_elsewhere(root: Element, mover: Mover, own: str) -> bool:
    """Let validations, formats, sparklines and links of another sheet follow the rows. Returns whether any changed."""
    changed = False
    for element in _outside_the_grid(root):
        if _holds_formula(element) and element.text:
            new = mover.formula(element.text, own)[0]
            changed, element.text = changed or new != element.text, new
        changed = _follow_location(element, mover, own) or changed
    return changed


def follow_here(root: Element, mover: Mover) -> None:
    """Let everything around the cells of the moved sheet itself follow."""
    for element in list(_outside_the_grid(root)):
        name = local(element)
        if name == "mergeCell":
            _move_merge(element, mover)
        elif name in ("conditionalFormatting", "dataValidation", "sparkline"):
            _move_ruled(element, mover)
        elif name in _FILTER_NAMES:
            _move_area(element, "ref", mover, with_added=True)
        elif name in _REF_NAMES:
            _follow_location(element, mover, mover.title)
            _move_area(element, _REF_NAMES[name], mover)
        elif name in ("ignoredError", "protectedRange"):
            _set_or_drop(element, "sqref", mover.areas(element.get("sqref", ""), with_added=True))
        elif name == "brk" and local(_parent(element)) == "rowBreaks":
            _move_break(element, mover)
    _drop_emptied(root)
    move_controls(root, mover.shift)


def _outside_the_grid(root: Element) -> Iterable[Element]:
    for child in root:
        if local(child) not in ("sheetData", "sheetViews", "cols", ""):
            yield from (element for element in child.iter() if local(element))


def _holds_formula(element: Element) -> bool:
    return local(element) in _FORMULA_NAMES and len(element) == 0


def _follow_location(element: Element, mover: Mover, own: str) -> bool:
    location = element.get("location") if local(element) == "hyperlink" else None
    if not location:
        return False
    new = mover.formula(location, own)[0]
    element.set("location", new)
    return new != location


def _move_merge(element: Element, mover: Mover) -> None:
    area = parse_area(element.get("ref", ""))
    moved = mover.area(area) if area else None
    is_one_cell = moved is not None and (moved.top, moved.left) == (moved.bottom, moved.right)
    _set_or_drop(element, "ref", "" if moved is None or is_one_cell else str(moved))


def _move_area(element: Element, name: str, mover: Mover, *, with_added: bool = False) -> None:
    _set_or_drop(element, name, mover.areas(element.get(name, ""), with_added=with_added))


def _move_ruled(element: Element, mover: Mover) -> None:
    """A rule with formulas relative to the first cell of the cells it rules: both follow."""
    holder = next((child for child in element if child.tag == _XM_SQREF), None)
    text = element.get("sqref", "") if holder is None else holder.text or ""
    areas = parse_areas(text)
    if not areas:
        return
    is_sparkline = local(element) == "sparkline"
    moved = mover.areas(text, with_added=not is_sparkline)
    for child in element.iter():
        if local(child) in _FORMULA_NAMES and child.text and len(child) == 0:
            child.text = _follow_rule(child.text, areas, parse_areas(moved), mover, relative=not is_sparkline)
    if not moved:
        _drop(element)
    elif holder is None:
        element.set("sqref", moved)
    else:
        holder.text = moved


def _follow_rule(formula: str, old: list[Area], new: list[Area], mover: Mover, *, relative: bool) -> str:
    base = min(area.top for area in old)
    left = [row for area in old if (row := mover.shift.first_left(area.top, area.bottom)) is not None]
    if not relative or not left or not new:
        return mover.formula(formula, mover.title)[0]
    first = min(left)
    followed = mover.formula(translate(formula, first - base), mover.title)[0]
    now = min(area.top for area in new)
    if GONE in followed and GONE not in formula:  # a neighbour's row is gone: the rule looks at the next neighbour
        return Mover(mover.title, mover.shift, only_fixed=True).formula(translate(formula, now - base), mover.title)[0]
    return translate(followed, now - mover.shift.position(first))


def _move_break(element: Element, mover: Mover) -> None:
    row = int(element.get("id", "0")) - 1
    if row < 0:
        return
    span = mover.shift.span(0, row)
    _set_or_drop(element, "id", str(span[1] + 1) if span else "")


def _set_or_drop(element: Element, name: str, value: str) -> None:
    if value:
        element.set(name, value)
    else:
        _drop(element)


def _parent(element: Element) -> Element:
    parent = element.getparent()
    return element if parent is None else parent


def _drop(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _drop_emptied(root: Element) -> None:
    """A holder of nothing is no valid XML for Excel; counts must be right."""
    for name in ("mergeCells", "hyperlinks", "dataValidations", "ignoredErrors", "protectedRanges", "rowBreaks"):
        for holder in root.iterfind(tag(name)):
            if len(holder) == 0:
                root.remove(holder)
            elif holder.get("count") is not None:
                holder.set("count", str(len(holder)))
                if holder.get("manualBreakCount") is not None:
                    holder.set("manualBreakCount", str(sum(1 for brk in holder if brk.get("man") in ("1", "true"))))
    _drop_emptied_extensions(root)


def _drop_emptied_extensions(root: Element) -> None:
    names = ("sparklines", "sparklineGroup", "sparklineGroups", "conditionalFormattings", "dataValidations", "ext")
    for extensions in list(root.iterfind(tag("extLst"))):
        for name in names:
            for holder in [e for e in extensions.iter() if local(e) == name]:
                if name == "dataValidations" and holder.get("count") is not None:
                    holder.set("count", str(len(holder)))
                has_children = any(local(child) not in ("f",) and not _is_color(child) for child in holder)
                if not has_children:
                    _drop(holder)
        if len(extensions) == 0:
            root.remove(extensions)


def _is_color(element: Element) -> bool:
    return local(element).startswith("color")
