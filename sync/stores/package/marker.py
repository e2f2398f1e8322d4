"""The journal key of the last batch written, as a custom document property: Excel and LibreOffice keep it on save."""

from __future__ import annotations

from lxml import etree

from sync.stores.package.archive import Package
from sync.stores.package.book import add_content_type, add_relation, relations
from sync.stores.package.xml import Element, serialise

PROPERTY = "SoTayDongBo"
_PART = "docProps/custom.xml"
_NS = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VT = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the one for properties people define (MS-OLEPS)


def read_marker(package: Package) -> str | None:
    """The key of the batch written last, None when there never was one."""
    part = _part(package)
    element = _property(package.tree(part)) if part else None
    return None if element is None else "".join(child.text or "" for child in element).strip() or None


def write_marker(package: Package, marker: str) -> None:
    """Leave the key in the package; all other properties stay."""
    part = _part(package)
    if part is None:
        part = _PART
        root = etree.fromstring(f'<Properties xmlns="{_NS}" xmlns:vt="{_VT}"/>')
        add_relation(package, "", _RELATION, part)
        add_content_type(package, part, _TYPE)
    else:
        root = package.tree(part)
    element = _property(root)
    if element is None:
        taken = [int(other.get("pid", "1")) for other in root]
        pid = str(max(taken, default=1) + 1)
        element = etree.SubElement(root, f"{{{_NS}}}property", fmtid=_FORMAT_ID, pid=pid, name=PROPERTY)
    for child in list(element):
        element.remove(child)
    etree.SubElement(element, f"{{{_VT}}}lpwstr").text = marker
    package.put(part, serialise(root))


def _part(package: Package) -> str | None:
    found = [r.target for r in relations(package, "") if r.kind == "custom-properties" and package.has(r.target)]
    return found[0] if found else None


def _property(root: Element) -> Element | None:
    return next((element for element in root if element.get("name") == PROPERTY), None)
