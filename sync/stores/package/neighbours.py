"""Other parts of the package that name cells of a sheet whose rows move: notes, drawings, tables, charts, pivots, names."""

from __future__ import annotations

from sync.stores.package.anchors import move_drawing, move_notes
from sync.stores.package.areas import parse_area
from sync.stores.package.book import Book, Sheet
from sync.stores.package.formulas import LAST_ROW
from sync.stores.package.rows import RowShift
from sync.stores.package.shifting import Mover
from sync.stores.package.xml import Element, local, serialise, tag

_GREEDY_NAMES = frozenset({"_xlnm._filterdatabase", "_xlnm.print_area"})


def follow_around(book: Book, sheet: Sheet, mover: Mover) -> None:
    """Let what hangs on the moved sheet itself follow its rows."""
    package, shift = book.package, mover.shift
    for kind in ("comments", "threadedComment"):
        for part in book.related(sheet.part, kind):
            root = package.tree(part)
            _move_comments(root, mover)
            package.put(part, serialise(root))
    for part in book.related(sheet.part, "vmlDrawing"):
        package.put(part, move_notes(package.read(part), shift))
    for part in book.related(sheet.part, "drawing"):
        root = package.tree(part)
        if move_drawing(root, shift):
            package.put(part, serialise(root))
    for part in book.related(sheet.part, "pivotTable"):
        root = package.tree(part)
        for location in root.iterfind(tag("location")):
            if _move_ref(location, mover):
                package.put(part, serialise(root))


def _move_comments(root: Element, mover: Mover) -> None:
    for comment in [e for e in root.iter() if local(e) in ("comment", "threadedComment")]:
        area = parse_area(comment.get("ref", ""))
        moved = mover.area(area) if area else None
        parent = comment.getparent()
        if moved is not None:
            comment.set("ref", str(moved))
        elif parent is not None and area is not None:
            parent.remove(comment)


def follow_tables(book: Book, mover: Mover) -> set[str]:
    """Tables grow and shrink with their rows. Returns the names (lower case) of those that hold other rows now."""
    disturbed = set()
    for sheet in book.sheets:
        for part in book.related(sheet.part, "table"):
            root = book.package.tree(part)
            before = serialise(root)
            if mover.means(sheet.title) and _move_table(root, mover, book):
                disturbed.add(root.get("displayName", root.get("name", "")).lower())
            for formula in [e for e in root.iter() if local(e) in ("calculatedColumnFormula", "totalsRowFormula")]:
                formula.text = mover.formula(formula.text or "", sheet.title)[0]
            if serialise(root) != before:
                book.package.put(part, serialise(root))
    return disturbed


def _move_table(root: Element, mover: Mover, book: Book) -> bool:
    area = parse_area(root.get("ref", ""))
    if area is None:
        return False
    grows = root.get("totalsRowCount", "0") == "0"
    extra = mover.shift.added_under(area.bottom) if grows else 0
    for element in [e for e in root.iter() if local(e) in ("table", "autoFilter", "sortState", "sortCondition")]:
        old = parse_area(element.get("ref", ""))
        moved = mover.area(old, with_added=grows) if old else None
        if moved is not None:
            element.set("ref", str(moved))
        elif element is root:
            raise book.package.unreadable("có một bảng sẽ mất hết dòng")
    return mover.shift.disturbs(area.top, area.bottom, extra)


def follow_charts(book: Book, mover: Mover) -> None:
    """The series of every chart keep meaning the same cells."""
    for part in [name for name in book.package.names if "/charts/chart" in name.lower() and name.endswith(".xml")]:
        root = book.package.tree(part)
        changed = False
        for formula in [e for e in root.iter() if local(e) == "f" and e.text]:
            new = mover.formula(formula.text or "", None)[0]
            changed, formula.text = changed or new != formula.text, new
        if changed:
            book.package.put(part, serialise(root))


def follow_pivots(book: Book, mover: Mover) -> None:
    """Pivot tables keep their source."""
    for part in [
        name for name in book.package.names if "pivotcachedefinition" in name.lower() and name.endswith(".xml")
    ]:
        root = book.package.tree(part)
        for source in root.iter(tag("worksheetSource")):
            if mover.means(source.get("sheet", "")) and _move_ref(source, mover):
                book.package.put(part, serialise(root))


def _move_ref(element: Element, mover: Mover) -> bool:
    area = parse_area(element.get("ref", ""))
    moved = mover.area(area) if area is not None and area.bottom < LAST_ROW else None
    if moved is None or moved == area:
        return False
    element.set("ref", str(moved))
    return True


def follow_names(book: Book, shift: RowShift, title: str) -> set[str]:
    """Defined names keep meaning the same cells. Returns the names (lower case) that hold other rows now."""
    disturbed, changed = set(), False
    for element in book.root.iterfind(f"{tag('definedNames')}/{tag('definedName')}"):
        name = element.get("name", "").lower()
        mover = Mover(title, shift, greedy=name in _GREEDY_NAMES)
        new, other_rows = mover.formula(element.text or "", None)
        if other_rows:
            disturbed.add(name)
        changed, element.text = changed or new != element.text, new
    if changed:
        book.save()
    return disturbed
