"""A full disk, an I/O error or a kill at any step, somebody faster: the old file whole or the new one, never half of either."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sync.cells import text
from sync.stores import xlsx_replace
from sync.stores.package.marker import PROPERTY
from sync.stores.protocol import AmbiguousWrite, Outcome, StoreError, WorkbookBusy, WorkbookDenied
from sync.stores.xlsx import XlsxStore
from tests.stores.edits import after, send
from tests.stores.workbooks import FUND, change_part, parts_of

Effect = Callable[..., Any]
#: Every way in which replacing a file touches the disk.
EFFECTS: list[tuple[Any, str]] = [
    (Path, "mkdir"), (Path, "open"), (Path, "read_bytes"), (Path, "unlink"), (Path, "replace"), (Path, "chmod"),
    (os, "fsync"), (os, "open"), (xlsx_replace, "_write_down"), (xlsx_replace, "_swap"), (xlsx_replace, "_sync_folder"),
]  # fmt: skip
MOST_EFFECTS = 80


def apply(store: XlsxStore, words: str = "mới") -> Outcome:
    return send(store, FUND, cells={(4, 1): text(words)}, marker=words)


@dataclass
class Saboteur:
    """Counts effects and does something at one of them, before or after it happens."""

    at: int
    act: Callable[[], None]
    before: bool = True
    seen: list[str] = field(default_factory=list)

    def wrap(self, name: str, effect: Effect) -> Effect:
        def watched(*arguments: Any, **options: Any) -> Any:
            self.seen.append(name)
            now = len(self.seen) == self.at
            if now and self.before:
                if name == "_write_down":
                    arguments[0].write_bytes(arguments[1][: len(arguments[1]) // 2])
                self.act()
            result = effect(*arguments, **options)
            if now and not self.before:
                self.act()
            return result

        return watched


@contextmanager
def sabotaged(saboteur: Saboteur) -> Iterator[None]:
    """Let the saboteur watch every effect."""
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in EFFECTS:
            patch.setattr(owner, name, saboteur.wrap(name, getattr(owner, name)))
        yield


def out_of_space() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leftovers(rich: Path) -> list[str]:
    return [path.name for path in rich.parent.iterdir() if path != rich]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_an_error_at_any_step_leaves_the_old_file_or_the_new_one(code: int, store: XlsxStore, rich: Path) -> None:
    def fail() -> None:
        raise OSError(code, os.strerror(code))

    old = rich.read_bytes()
    steps = 0
    for step in range(1, MOST_EFFECTS):
        saboteur = Saboteur(step, fail)
        snapshot = store.read()
        failure: StoreError | None = None
        try:
            with sabotaged(saboteur):
                send(store, FUND, cells={(4, 1): text("mới")}, marker="mới", snapshot=snapshot)
        except StoreError as error:
            failure = error
        if len(saboteur.seen) < step:
            break
        steps += 1
        now = store.read()  # readable, whatever happened
        if rich.read_bytes() == old:
            assert failure is not None
            assert now.marker is None
        else:
            assert failure is None or isinstance(failure, AmbiguousWrite)
            assert (after(store, FUND).cell(4, 1).value, now.marker) == ("mới", "mới")
            rich.write_bytes(old)
        assert leftovers(rich) == []
    assert steps >= 15


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_kill_at_any_step_leaves_a_whole_file_and_the_next_run_tidies_up(
    before: bool, store: XlsxStore, rich: Path
) -> None:
    old = rich.read_bytes()
    steps = 0
    for step in range(1, MOST_EFFECTS):
        child = os.fork()
        if child == 0:
            with sabotaged(Saboteur(step, killed, before)):
                apply(store)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            break
        steps += 1
        now = store.read()
        assert leftovers(rich) == []
        assert now.marker == (None if rich.read_bytes() == old else "mới")
        assert apply(store, "lần hai").status == "applied"
        assert after(store, FUND).cell(4, 1).value == "lần hai"
        rich.write_bytes(old)
    assert steps >= 15


def test_a_full_disk_is_told_in_plain_words(store: XlsxStore, rich: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda handle: out_of_space())
    with pytest.raises(WorkbookBusy, match="Ổ đĩa đã đầy") as caught:
        apply(store)
    assert rich.name in str(caught.value)


def test_a_folder_that_may_not_be_written_is_told(store: XlsxStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise PermissionError(errno.EACCES, "no")

    monkeypatch.setattr(xlsx_replace, "_write_down", refuse)
    with pytest.raises(WorkbookDenied, match="quyền ghi"):
        apply(store)


@pytest.mark.parametrize("lock", ["~$Sổ quỹ.xlsx", ".~lock.Sổ quỹ.xlsx#"])
def test_an_open_file_is_left_for_later(lock: str, store: XlsxStore, rich: Path) -> None:
    before = rich.read_bytes()
    rich.with_name(lock).write_bytes(b"")
    outcome = apply(store)
    assert (outcome.status, rich.read_bytes()) == ("deferred", before)
    assert rich.name in outcome.message
    assert lock in outcome.message
    rich.with_name(lock).unlink()
    assert apply(store).status == "applied"


def test_a_file_saved_since_it_was_read_is_not_touched(store: XlsxStore, rich: Path) -> None:
    snapshot = store.read()
    change_part(rich, "xl/worksheets/sheet1.xml", lambda xml: xml.replace("100000", "100001"))
    saved = rich.read_bytes()
    assert send(store, FUND, cells={(4, 1): text("mới")}, snapshot=snapshot).status == "stale"
    assert rich.read_bytes() == saved


SAVED_BY_A_PERSON = b"what a person has just saved"


@pytest.mark.parametrize("name", ["_write_down", "replace", "_swap"])
@pytest.mark.parametrize("in_place", [True, False], ids=["in place", "by renaming"])
def test_a_save_between_our_read_and_our_replace_wins(
    name: str, in_place: bool, store: XlsxStore, rich: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Path if name == "replace" else xlsx_replace
    real = getattr(owner, name)
    rename = os.replace

    def person_first(*arguments: Any, **options: Any) -> Any:
        monkeypatch.setattr(owner, name, real)
        target = rich if in_place else rich.with_name("bản lưu")
        with open(target, "wb") as handle:  # noqa: PTH123 Path.open is watched elsewhere
            handle.write(SAVED_BY_A_PERSON)
        if not in_place:
            rename(target, rich)
        return real(*arguments, **options)

    monkeypatch.setattr(owner, name, person_first)
    assert apply(store).status == "stale"
    assert rich.read_bytes() == SAVED_BY_A_PERSON
    assert leftovers(rich) == []


def test_a_save_between_our_replace_and_our_reading_back_is_not_taken_for_read(
    store: XlsxStore, rich: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = xlsx_replace._sync_folder

    def person_then(folder: Path) -> None:
        real(folder)
        change_part(rich, "xl/worksheets/sheet2.xml", lambda xml: xml + " ")

    monkeypatch.setattr(xlsx_replace, "_sync_folder", person_then)
    everything = list(store.read().tabs)
    outcome = apply(store)
    assert outcome.after is not None
    assert (outcome.status, outcome.after.token) == ("applied", "")
    # The next round of the run plans on this: a tab left out would be the one of before under the file's new hash.
    assert (list(outcome.after.tabs), len(everything) > 1) == (everything, True)


def test_a_save_swapped_out_by_a_run_that_was_then_killed_stands_again(store: XlsxStore, rich: Path) -> None:
    child = os.fork()
    if child == 0:
        real = xlsx_replace._swap

        def person_saves_then_kill(ready: Path, path: Path) -> bool:
            path.write_bytes(SAVED_BY_A_PERSON)
            real(ready, path)
            killed()
            return True

        xlsx_replace._swap = person_saves_then_kill
        apply(store)
        os._exit(0)
    os.waitpid(child, 0)
    with pytest.raises(StoreError):  # what the person saved here is no workbook, but it is the person's
        store.read()
    assert rich.read_bytes() == SAVED_BY_A_PERSON
    assert leftovers(rich) == []


def test_a_save_before_a_replace_that_cannot_swap_wins(
    store: XlsxStore, rich: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = xlsx_replace._write_down

    def person_first(path: Path, data: bytes) -> None:
        real(path, data)
        rich.write_bytes(SAVED_BY_A_PERSON)

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    monkeypatch.setattr(xlsx_replace, "_write_down", person_first)
    assert apply(store).status == "stale"
    assert rich.read_bytes() == SAVED_BY_A_PERSON


def test_where_files_cannot_be_swapped_they_are_replaced(store: XlsxStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    assert apply(store).status == "applied"
    assert after(store, FUND).cell(4, 1).value == "mới"


def test_another_run_at_work_defers_this_one(store: XlsxStore, rich: Path) -> None:
    store.versions_dir.mkdir()
    with (store.versions_dir / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        outcome = apply(store)
    assert outcome.status == "deferred"
    assert rich.name in outcome.message
    assert apply(store).status == "applied"


def test_the_last_ten_versions_are_kept(store: XlsxStore, rich: Path) -> None:
    standing = []
    for number in range(12):
        standing.append(rich.read_bytes())
        apply(store, f"lần {number}")
    kept = sorted(store.versions_dir.glob("*.xlsx"))
    assert [path.read_bytes() for path in kept] == standing[2:]


def test_rights_of_the_file_stay(store: XlsxStore, rich: Path) -> None:
    rich.chmod(0o640)
    apply(store)
    assert rich.stat().st_mode & 0o777 == 0o640


def test_a_link_still_leads_to_the_file_behind_it(rich: Path, tmp_path: Path) -> None:
    link = tmp_path / "lối tắt.xlsx"
    link.symlink_to(rich)
    assert apply(XlsxStore(link)).status == "applied"
    assert link.is_symlink()
    assert XlsxStore(rich).read().marker == "mới"


def test_the_marker_stays_beside_properties_people_gave(store: XlsxStore, rich: Path) -> None:
    apply(store)
    mine = '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="7" name="Số"><vt:i4>5</vt:i4></property></Properties>'
    change_part(rich, "docProps/custom.xml", lambda xml: xml.replace("</Properties>", mine))
    apply(store, "hai")
    custom = parts_of(rich)["docProps/custom.xml"].decode()
    assert custom.count(PROPERTY) == 1
    assert ">5</vt:i4>" in custom
    assert store.read().marker == "hai"
