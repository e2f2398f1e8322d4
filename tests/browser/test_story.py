"""The whole story on the running product: server, worker and workbook, at phone and desktop width, and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests import product
from tests.browser.clerk import Clerk, with_libreoffice, with_openpyxl
from tests.browser.conftest import WIDTHS
from tests.browser.story_meetings import hold_a_session
from tests.browser.story_pledges import tick_a_month, write_a_pledge
from tests.browser.story_sync import both_sides_have_it, preview, settle, sync, the_clerk_works, undo
from tests.browser.walk import Walk
from tests.stores.libreoffice import LibreOffice

Check = Callable[[Page], None]


@pytest.fixture(params=["phone", "desktop", "phone without JavaScript"])
def walk(
    request: pytest.FixtureRequest, demo_folder: Path, tmp_path: Path, browser: Browser, assert_accessible: Check,
    assert_fits: Check,
) -> Iterator[Walk]:  # fmt: skip
    """Browsers on a demo of this test's own, at the width of the parameter."""
    size, _, without = request.param.partition(" without ")
    assert size in WIDTHS
    with product.running(product.copy_demo(demo_folder, tmp_path / "demo")) as running:
        checks = (assert_fits,) if without else (assert_accessible, assert_fits)  # axe itself is a script
        walking = Walk(running, browser, size, not without, checks)
        yield walking
        walking.close()


@pytest.fixture
def clerk(walk: Walk, tmp_path: Path) -> Iterator[Clerk]:
    """The clerk works in LibreOffice where the story is told at an office's desk, and in some other program elsewhere."""
    if walk.size != "desktop":
        yield with_openpyxl
        return
    office = LibreOffice(tmp_path / "office")
    yield with_libreoffice(office)
    office.close()


def test_a_secretary_and_the_office_do_a_months_work_and_both_sides_agree(walk: Walk, clerk: Clerk) -> None:
    secretary = walk.enter("bithu")
    walk.look(secretary, "viec-can-lam")
    held = hold_a_session(walk, secretary)
    owner = write_a_pledge(walk, secretary)
    tick_a_month(walk, secretary)
    member = the_clerk_works(walk, clerk)
    office = walk.enter("vanphong")
    walk.look(office, "viec-cua-van-phong")
    preview(walk, office)
    sync(walk, office)
    both_sides_have_it(walk, office, held, owner, member)
    settle(walk, office)
    undo(walk, office)
