"""Parsing and writing the XML of a package's parts: namespaces, and parsing that trusts nothing."""

from __future__ import annotations

from lxml import etree

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
DOCUMENT_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
CONTENT_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
EXCEL_2006 = "http://schemas.microsoft.com/office/excel/2006/main"

Element = etree._Element


def tag(name: str) -> str:
    """The qualified name of a SpreadsheetML element."""
    return f"{{{MAIN}}}{name}"


def parse(data: bytes) -> Element:
    """The root of a part. Entities are not resolved, the network is not touched. Raises etree.XMLSyntaxError."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)
    return etree.fromstring(data, parser)


def serialise(root: Element) -> bytes:
    """The bytes of a part, with the declaration Excel writes."""
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True)


def local(element: Element) -> str:
    """The element's name without its namespace; empty for comments and the like."""
    name = element.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def is_true(value: str | None) -> bool:
    """An xsd:boolean attribute."""
    return value in ("1", "true")
