"""Photos of a session: kept as files under the instance directory, without where and on what they were taken.

A phone writes its position, its owner's name and more into a picture; least data means none of that is kept. Only the
orientation stays, or portraits would lie on their side.
"""

from __future__ import annotations

import struct
from pathlib import Path

from intranet.database import db
from intranet.forms import tidy
from intranet.meetings import queries
from intranet.meetings.models import Meeting, Photo
from intranet.meetings.service import require_open_meeting
from intranet.refusal import Refusal

LARGEST = 10 * 1024 * 1024
_ORIENTATION = 0x0112
#: JPEG segments that describe the picture for people and devices, not for drawing it: APP1..APP13, APP15, comments.
_DESCRIBING = {*range(0xE1, 0xEE), 0xEF, 0xFE}


def add(meeting: Meeting, content: bytes, caption: str, folder: Path) -> Photo:
    """Keep a picture of the session; ``folder`` is where photos lie."""
    require_open_meeting(meeting)
    queries.load(meeting, "photos")
    if len(content) > LARGEST:
        raise Refusal("Ảnh lớn quá 10 MB. Chọn ảnh nhỏ hơn.", "photo")
    media_type, kept = _understood(content)
    photo = Photo(media_type=media_type, size=len(kept), caption=tidy(caption)[:200])
    meeting.photos.append(photo)
    db.session.flush()
    folder.mkdir(parents=True, exist_ok=True)
    path_of(photo, folder).write_bytes(kept)
    return photo


def remove(meeting: Meeting, photo: Photo, folder: Path) -> None:
    """Take a picture away, its file too."""
    require_open_meeting(meeting)
    queries.load(meeting, "photos")
    path = path_of(photo, folder)
    meeting.photos.remove(photo)
    db.session.flush()
    path.unlink(missing_ok=True)


def path_of(photo: Photo, folder: Path) -> Path:
    """Where the picture lies. Its name is our own id, never what the person called the file."""
    return folder / photo.uid


def _understood(content: bytes) -> tuple[str, bytes]:
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg", without_description(content)
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png", _png_without_text(content)
    raise Refusal("Chỉ nhận ảnh JPG hoặc PNG.", "photo")


def without_description(jpeg: bytes) -> bytes:
    """The same picture without its descriptive segments, but for the orientation."""
    kept, at, turned = bytearray(b"\xff\xd8"), 2, None
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != 0xDA:
        length = 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
        segment = jpeg[at : at + length]
        if jpeg[at + 1] == 0xE1:
            turned = turned or _orientation(segment[4:])
        if jpeg[at + 1] not in _DESCRIBING:
            kept += segment
        at += length
    if at + 4 > len(jpeg) or jpeg[at : at + 2] != b"\xff\xda":
        raise Refusal("Tệp ảnh bị hỏng, không đọc được.", "photo")
    return bytes(kept[:2]) + (_exif(turned) if turned else b"") + bytes(kept[2:]) + jpeg[at:]


def _orientation(exif: bytes) -> int | None:
    """How the picture is to be turned (1-8), from an Exif segment's content; None where it does not say."""
    order = {b"II": "<", b"MM": ">"}.get(exif[6:8])
    if not exif.startswith(b"Exif\0\0") or order is None:
        return None
    tiff = exif[6:]
    try:
        first = struct.unpack_from(order + "I", tiff, 4)[0]
        for n in range(struct.unpack_from(order + "H", tiff, first)[0]):
            tag, _kind, _count, value = struct.unpack_from(order + "HHIH", tiff, first + 2 + 12 * n)
            if tag == _ORIENTATION:
                return value if 1 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _exif(orientation: int) -> bytes:
    """An Exif segment that says the orientation and nothing else."""
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    tiff = b"MM\0*" + struct.pack(">I", 8) + struct.pack(">H", 1) + entry + b"\0\0\0\0"
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _png_without_text(png: bytes) -> bytes:
    """The same picture without the chunks that hold text, time or Exif."""
    kept, at = bytearray(png[:8]), 8
    while at + 12 <= len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        chunk = png[at : at + 12 + length]
        if chunk[4:8] not in (b"tEXt", b"iTXt", b"zTXt", b"eXIf", b"tIME"):
            kept += chunk
        at += 12 + length
    if not kept.endswith(b"IEND\xaeB`\x82"):
        raise Refusal("Tệp ảnh bị hỏng, không đọc được.", "photo")
    return bytes(kept)
