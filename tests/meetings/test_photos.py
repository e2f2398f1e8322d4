"""Photos of a session: kept without what a phone writes into them, shown to those who may see the session."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from intranet.config import Settings
from intranet.meetings import photos
from intranet.meetings.models import Meeting
from intranet.refusal import Refusal
from tests import factories
from tests.conftest import Login
from tests.factories import Commune
from tests.meetings.conftest import Reload

QUANT = b"\xff\xdb\x00\x04\x00\x01"
SCAN = b"\xff\xda\x00\x04\x01\x02scan data\xff\xd9"


def exif(order: str, orientation: int) -> bytes:
    """An Exif segment with an orientation and a GPS pointer."""
    mark = b"II*\0" if order == "<" else b"MM\0*"
    tiff = mark + struct.pack(f"{order}IH", 8, 2)
    tiff += struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    tiff += struct.pack(f"{order}HHII", 0x8825, 4, 1, 999) + b"\0\0\0\0GPS-SECRET"
    return b"\xff\xe1" + struct.pack(">H", len(tiff) + 8) + b"Exif\0\0" + tiff


def jpeg(*segments: bytes) -> bytes:
    return b"\xff\xd8" + b"".join(segments) + QUANT + SCAN


def png(*chunks: bytes) -> bytes:
    """A one-pixel PNG with further chunks by name."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    extra = b"".join(chunk(name, b"GPS-SECRET") for name in chunks)
    return b"\x89PNG\r\n\x1a\n" + head + extra + pixels + chunk(b"IEND", b"")


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_jpeg_keeps_its_picture_and_orientation_and_loses_the_rest(order: str) -> None:
    comment = b"\xff\xfe\x00\x0cGPS-SECRET"
    kept = photos.without_description(jpeg(exif(order, 6), comment))
    assert b"SECRET" not in kept
    assert kept.endswith(QUANT + SCAN)
    assert photos.without_description(kept) == kept
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in kept


def test_a_jpeg_without_a_description_stays_as_it_is() -> None:
    assert photos.without_description(jpeg()) == jpeg()


@pytest.mark.parametrize("broken", [b"\xff\xd8\xff", jpeg()[:8], b"\xff\xd8\xff\xe1\xff\xff" + b"x" * 20])
def test_a_broken_picture_is_refused(broken: bytes) -> None:
    with pytest.raises(Refusal):
        photos.without_description(broken)


def send(browser: FlaskClient, meeting: Meeting, content: bytes) -> int:
    data = {"photo": (io.BytesIO(content), "../../IMG 01.JPG"), "caption": "Chào cờ"}
    return browser.post(f"/sinh-hoat/{meeting.uid}/anh", data=data).status_code


def test_a_photo_is_kept_shown_and_taken_away(
    commune: Commune, meeting: Meeting, secretary: FlaskClient, login: Login, whole: Reload, settings: Settings
) -> None:
    assert send(secretary, meeting, png(b"tEXt", b"eXIf")) == 303
    photo = whole(meeting).photos[0]
    shown = secretary.get(f"/sinh-hoat/anh/{photo.uid}")
    assert (shown.data, shown.mimetype) == (png(), "image/png")
    assert [p.name for p in Path(settings.instance_dir, "photos").iterdir()] == [photo.uid]
    stranger = login(factories.make_user("branch_secretary", commune.other))
    assert stranger.get(f"/sinh-hoat/anh/{photo.uid}").status_code == 404
    assert secretary.post(f"/sinh-hoat/{meeting.uid}/anh/{photo.uid}/xoa").status_code == 303
    assert list(Path(settings.instance_dir, "photos").iterdir()) == []
    assert whole(meeting).photos == []


@pytest.mark.parametrize("content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"\x89PNG\r\n\x1a\nbroken"])
def test_only_pictures_are_taken(meeting: Meeting, secretary: FlaskClient, whole: Reload, content: bytes) -> None:
    assert send(secretary, meeting, content) == 422
    assert whole(meeting).photos == []


def test_a_huge_picture_is_refused(meeting: Meeting, secretary: FlaskClient) -> None:
    assert send(secretary, meeting, jpeg() + b"x" * photos.LARGEST) == 422
