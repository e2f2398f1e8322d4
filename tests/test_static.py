"""What every page loads: vendored files are the ones that were checked in, and the page stays within its weight."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tools import manifest

STATIC = manifest.ROOT / "intranet" / "static"
KIB = 1024


def zipped(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def test_vendored_files_are_those_of_the_manifest() -> None:
    assert manifest.MANIFEST.read_text(encoding="utf-8").splitlines() == manifest.lines()


def test_the_javascript_of_a_page_weighs_at_most_20_kib() -> None:
    scripts = STATIC.rglob("*.js")
    assert sum(zipped(s) for s in scripts) <= 20 * KIB


def test_a_first_visit_weighs_at_most_60_kib(client: FlaskClient) -> None:
    """Page, fonts and what every page loads; then also with the largest of the files that only one capability loads."""
    page = client.get("/dang-nhap").data
    loaded = {STATIC / path for path in re.findall(r'(?:href|src)="/static/([^"?]+\.(?:css|js))', page.decode())}
    assert loaded >= {STATIC / "app.css", STATIC / "app.js"}
    fonts = sum(f.stat().st_size for f in (STATIC / "vendor/fonts").glob("*.woff2"))
    everywhere = len(gzip.compress(page)) + sum(zipped(f) for f in loaded) + fonts
    more = [zipped(f) for f in (*STATIC.rglob("*.css"), *STATIC.rglob("*.js")) if f not in loaded]
    assert everywhere + max(more) <= 60 * KIB


@pytest.mark.parametrize("name", ["app.css", "app.js", "vendor/htmx-4.0.1.min.js"])
def test_text_files_travel_compressed_and_are_not_sent_again_when_unchanged(client: FlaskClient, name: str) -> None:
    first = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert first.content_encoding == "gzip"
    assert gzip.decompress(first.data) == (STATIC / name).read_bytes()
    again = client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip", "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_static_addresses_carry_a_fingerprint_and_may_be_kept_for_a_year(client: FlaskClient) -> None:
    address = re.search(r'href="(/static/app.css\?v=[0-9a-f]{12})"', client.get("/dang-nhap").text)
    assert address
    assert client.get(address[1]).cache_control.max_age == 365 * 24 * 3600
