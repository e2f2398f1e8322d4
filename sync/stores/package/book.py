"""The workbook part: its sheets, where their parts are, its date system; relations and content types of the package."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from sync.stores.package.archive import Package
from sync.stores.package.xml import (
    CONTENT_TYPES,
    DOCUMENT_RELATIONS,
    PACKAGE_RELATIONS,
    STRICT,
    Element,
    is_true,
    serialise,
    tag,
)

CONTENT_TYPES_PART = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One worksheet: ``key`` is its sheetId, or the one it was known by; ``index`` its place."""

    key: str
    title: str
    part: str
    hidden: bool
    index: int


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part: its id, the last word of its type, and the part it leads to (a URL when external)."""

    id: str
    kind: str
    target: str
    external: bool


class Book:
    """A workbook opened as a package. Raises WorkbookUnreadable when it is none.

    ``known``: tabs' keys by title as they are remembered. A tab of that title keeps that key, since LibreOffice numbers the
    sheets anew at every save: a tab moved to the front would else be taken for another one.
    """

    def __init__(self, package: Package, *, may_be_empty: bool = False, known: Mapping[str, str] | None = None) -> None:
        self.package = package
        self.part = self._find_workbook()
        self.root = package.tree(self.part)
        if etree.QName(self.root).namespace == STRICT:
            raise package.unreadable("ở dạng “Strict Open XML”")
        self.sheets = _under_known_keys(self._sheets(), known or {})
        if not self.sheets and not may_be_empty:
            raise package.unreadable("không có trang tính nào")
        properties = self.root.find(tag("workbookPr"))
        self.date1904 = properties is not None and is_true(properties.get("date1904"))

    def _find_workbook(self) -> str:
        for relation in relations(self.package, ""):
            if relation.kind == "officeDocument" and self.package.has(relation.target):
                if relation.target.endswith(".bin"):
                    raise self.package.unreadable("ở dạng .xlsb")
                return relation.target
        raise self.package.unreadable("không phải là bảng tính Excel")

    def _sheets(self) -> list[Sheet]:
        targets = {r.id: r for r in relations(self.package, self.part)}
        found = []
        for index, element in enumerate(self.root.iterfind(f"{tag('sheets')}/{tag('sheet')}")):
            relation = targets.get(element.get(f"{{{DOCUMENT_RELATIONS}}}id", ""))
            if relation is not None and relation.kind == "worksheet":
                hidden = element.get("state", "visible") != "visible"
                key, title = element.get("sheetId", str(index)), element.get("name", "")
                found.append(Sheet(key, title, relation.target, hidden, index))
        return found

    def sheet(self, key: str) -> Sheet | None:
        """The sheet of that key, if it is still there."""
        return next((sheet for sheet in self.sheets if sheet.key == key), None)

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of one kind that a part leads to and that are there."""
        return [r.target for r in relations(self.package, part) if r.kind == kind and self.package.has(r.target)]

    def save(self) -> None:
        """Put the changed workbook part back."""
        self.package.put(self.part, serialise(self.root))


def _under_known_keys(sheets: list[Sheet], known: Mapping[str, str]) -> list[Sheet]:
    """The sheets, known titles under their remembered keys; no other sheet goes by one of these."""
    taken = {known[sheet.title] for sheet in sheets if sheet.title in known}
    keyed = []
    for sheet in sheets:
        key = known.get(sheet.title, sheet.key)
        while sheet.title not in known and key in taken:
            key += "~"
        taken.add(key)
        keyed.append(replace(sheet, key=key))
    return keyed


def relations_part(part: str) -> str:
    """Where the relations of a part are kept; those of the package for the empty name."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> list[Relation]:
    """The relations of a part, targets as names of parts."""
    if not package.has(relations_part(part)):
        return []
    return [
        _relation(element, posixpath.dirname(part))
        for element in package.tree(relations_part(part)).iterfind(f"{{{PACKAGE_RELATIONS}}}Relationship")
    ]


def _relation(element: Element, folder: str) -> Relation:
    target = element.get("Target", "")
    external = element.get("TargetMode") == "External"
    if not external:
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Relation(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], target, external)


def add_relation(package: Package, part: str, type_uri: str, target: str) -> str:
    """Let a part lead to another; returns the new relation's id. ``target`` is written as given."""
    name = relations_part(part)
    root = package.tree(name) if package.has(name) else _new_root(PACKAGE_RELATIONS, "Relationships")
    taken = {element.get("Id") for element in root}
    new = next(f"rId{n}" for n in range(1, len(taken) + 2) if f"rId{n}" not in taken)
    etree.SubElement(root, f"{{{PACKAGE_RELATIONS}}}Relationship", Id=new, Type=type_uri, Target=target)
    package.put(name, serialise(root))
    return new


def add_content_type(package: Package, part: str, content_type: str) -> None:
    """Declare what a new part is."""
    root = package.tree(CONTENT_TYPES_PART)
    etree.SubElement(root, f"{{{CONTENT_TYPES}}}Override", PartName=f"/{part}", ContentType=content_type)
    package.put(CONTENT_TYPES_PART, serialise(root))


def drop_part(package: Package, owner: str, part: str) -> None:
    """Remove a part, its content type and the relation of ``owner`` that leads to it."""
    doomed = [r.id for r in relations(package, owner) if r.target.lower() == part.lower()]
    root = package.tree(relations_part(owner))
    for element in [e for e in root if e.get("Id") in doomed]:
        root.remove(element)
    package.put(relations_part(owner), serialise(root))
    types = package.tree(CONTENT_TYPES_PART)
    for element in [e for e in types if (e.get("PartName") or "").lower() == f"/{part}".lower()]:
        types.remove(element)
    package.put(CONTENT_TYPES_PART, serialise(types))
    package.remove(part)


def _new_root(namespace: str, name: str) -> Element:
    return etree.fromstring(f'<{name} xmlns="{namespace}"/>')
