"""Files attached to a document: a few known kinds, of limited size, never marked secret, kept outside what is served."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from intranet.database import db
from intranet.directives.models import DirectiveFile
from intranet.forms import tidy
from intranet.refusal import Refusal
from intranet.settings.service import require_open
from sync.values import security_marking

LARGEST = 10 * 1024 * 1024
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: By ending: the media type, and how such a file begins.
KINDS = {
    "pdf": ("application/pdf", b"%PDF-"),
    "docx": (_OFFICE + "wordprocessingml.document", _ZIP),
    "xlsx": (_OFFICE + "spreadsheetml.sheet", _ZIP),
    "odt": (_OPEN + "text", _ZIP),
    "ods": (_OPEN + "spreadsheet", _ZIP),
    "doc": ("application/msword", _OLE),
    "xls": ("application/vnd.ms-excel", _OLE),
    "jpg": ("image/jpeg", b"\xff\xd8\xff"),
    "jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    "png": ("image/png", b"\x89PNG\r\n\x1a\n"),
}
ALLOWED = "PDF, Word, Excel, ODF hoặc ảnh JPG, PNG"
#: The parts of a zipped document in which its text stands, and how much of it is read.
_TEXTS = ("word/document.xml", "xl/sharedStrings.xml", "content.xml")
_READ = 2_000_000
_MACROS = "vbaProject.bin"
_TAG = re.compile(r"<[^>]+>")
_PARAGRAPH = re.compile(r"</(?:w:p|text:p|si)>")


def attach(directive: Any, name: str, content: bytes, folder: Path) -> DirectiveFile:
    """Keep a file of a document; ``folder`` is where such files lie. Raises Refusal."""
    require_open(directive.organisation_id, directive.issued_on or str(directive.year))
    shown = tidy(Path(name.replace("\\", "/")).name)[:200]
    if len(content) > LARGEST:
        raise Refusal("Tệp lớn quá 10 MB. Chọn tệp nhỏ hơn, hoặc chia thành nhiều tệp.", "file")
    media_type = _understood(shown, content)
    if security_marking(Path(shown).stem.replace("_", " ")) or security_marking(_text_of(content)):
        raise Refusal(
            "Tệp có dấu “Mật”. Văn bản mật không được đưa vào phần mềm này; đề nghị quản lý theo quy định.", "file"
        )
    kept = DirectiveFile(directive_id=directive.id, name=shown, media_type=media_type, size=len(content))
    db.session.add(kept)
    db.session.flush()
    folder.mkdir(parents=True, exist_ok=True)
    path_of(kept, folder).write_bytes(content)
    return kept


def detach(file: DirectiveFile, folder: Path) -> None:
    """Take a file away from its document, and off the disk."""
    path = path_of(file, folder)
    db.session.delete(file)
    db.session.flush()
    path.unlink(missing_ok=True)


def path_of(file: DirectiveFile, folder: Path) -> Path:
    """Where the file lies. Its name is our own id, never what the person called the file."""
    return folder / file.uid


def _understood(name: str, content: bytes) -> str:
    """The media type, by ending and content together."""
    kind = KINDS.get(Path(name).suffix.lower().lstrip("."))
    if kind is None:
        raise Refusal(f"Chỉ nhận tệp {ALLOWED}.", "file")
    media_type, beginning = kind
    if not content.startswith(beginning):
        raise Refusal(f"Nội dung tệp “{name}” không đúng với đuôi tệp. Lưu lại đúng định dạng rồi gửi lại.", "file")
    if beginning == _ZIP:
        _refuse_macros(content)
    return media_type


def _refuse_macros(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = packed.namelist()
    except BadZipFile:
        raise Refusal("Tệp bị hỏng, không đọc được.", "file") from None
    if any(name.endswith(_MACROS) for name in names):
        raise Refusal("Tệp có chứa macro. Lưu lại bản không có macro rồi gửi lại.", "file")


def _text_of(content: bytes) -> str:
    """The text of a zipped document, a line a paragraph; nothing for other kinds."""
    if not content.startswith(_ZIP):
        return ""
    with ZipFile(BytesIO(content)) as packed:
        parts = [packed.open(name).read(_READ) for name in packed.namelist() if name in _TEXTS]
    lines = (_PARAGRAPH.sub("\n", part.decode("utf-8", "replace")) for part in parts)
    return "\n".join(_TAG.sub("", line) for line in lines)
