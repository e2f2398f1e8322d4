"""Putting a new version of a workbook in the place of the old one: at one stroke, or not at all.

The new bytes are written beside the workbook, forced to disk and swapped with it in one step. What comes out of the swap
is looked at: if it is not what the batch was planned on, somebody saved in that very moment, and it is swapped back.
A run killed in between leaves a file whose name tells the next run what it is (law 12).
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

KEPT_VERSIONS = 10
_EXCHANGE, _HERE = 2, -100  # RENAME_EXCHANGE and AT_FDCWD of renameat2(2)
_NO_EXCHANGE = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EPERM})


class AlreadyChanged(Exception):
    """The workbook is no longer what the batch was planned on; it was left as it is."""


class AfterTheSwap(Exception):
    """Something failed when the new version already stood: it is there, but that was not confirmed by the disk."""


def digest(data: bytes) -> str:
    """The SHA-256 that pins a version."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Replacement:
    """One workbook file and the folder that keeps its earlier versions."""

    path: Path
    versions_dir: Path

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """Hold the workbook against other runs; gives False when another holds it. A dead run holds nothing."""
        self.versions_dir.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.versions_dir / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield _locked(handle)
        finally:
            os.close(handle)

    def replace(self, old: bytes, new: bytes) -> None:
        """Put ``new`` where ``old`` stands. Raises AlreadyChanged, AfterTheSwap or, with nothing changed, OSError."""
        self._keep(old)
        ready = self._write_beside(digest(old), new)
        try:
            if digest(self.path.read_bytes()) != digest(old):
                raise AlreadyChanged
            swapped = _swap(ready, self.path)
        except BaseException:
            ready.unlink(missing_ok=True)
            raise
        try:
            if swapped:
                self._check_what_came_out(ready, digest(old))
            _sync_folder(self.path.parent)
        except OSError as error:
            raise AfterTheSwap from error

    def create(self, new: bytes) -> None:
        """Make the workbook, where none stands yet. Raises AlreadyChanged, AfterTheSwap or OSError."""
        part = self.path.with_name(f"{self._prefix()}.part")
        try:
            _write_down(part, new)
            os.link(part, self.path)
        except FileExistsError as error:
            raise AlreadyChanged from error
        finally:
            part.unlink(missing_ok=True)
        try:
            _sync_folder(self.path.parent)
        except OSError as error:
            raise AfterTheSwap from error

    def _check_what_came_out(self, ready: Path, expected: str) -> None:
        if digest(ready.read_bytes()) == expected:
            ready.unlink()
            return
        _swap(ready, self.path)
        ready.unlink()
        raise AlreadyChanged

    def _write_beside(self, old: str, new: bytes) -> Path:
        part = self.path.with_name(f"{self._prefix()}.part")
        ready = self.path.with_name(f"{self._prefix()}-{old[:16]}-{digest(new)[:16]}.tmp")
        try:
            _write_down(part, new)
            _copy_rights(self.path, part)
            part.replace(ready)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        return ready

    def _prefix(self) -> str:
        return f".so-tay-{digest(self.path.name.encode())[:12]}"

    def _keep(self, old: bytes) -> None:
        """Keep the version that is about to be replaced, among the last ten."""
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        target = self.versions_dir / f"{stamp}-{digest(old)[:12]}{self.path.suffix}"
        try:
            _write_down(target, old)
        except BaseException:
            target.unlink(missing_ok=True)
            raise
        for outdated in self.versions()[KEPT_VERSIONS:]:
            outdated.unlink(missing_ok=True)

    def versions(self) -> list[Path]:
        """The versions kept, the newest first."""
        return sorted(self.versions_dir.glob(f"*{self.path.suffix}"), reverse=True)

    def recover(self) -> None:
        """Tidy up after a run that was killed; a save of somebody's that it had swapped out stands again."""
        self.path.with_name(f"{self._prefix()}.part").unlink(missing_ok=True)
        for ready in self.path.parent.glob(f"{self._prefix()}-*.tmp"):
            old, new = ready.stem.split("-")[-2:]
            content = digest(ready.read_bytes())
            if not content.startswith((old, new)):
                self._give_back(ready, new)
            ready.unlink(missing_ok=True)

    def _give_back(self, ready: Path, new: str) -> None:
        if digest(self.path.read_bytes()).startswith(new):
            _swap(ready, self.path)
        else:
            self._keep(ready.read_bytes())


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: the lease in the database is left to tell runs apart
        return True
    return True


def _write_down(path: Path, data: bytes) -> None:
    """Write a file and force it to disk."""
    with path.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())


def _copy_rights(source: Path, target: Path) -> None:
    """Owner, permissions and access lists as they were, as far as we may."""
    status = source.stat()
    target.chmod(status.st_mode & 0o7777)
    with suppress(OSError):
        os.chown(target, status.st_uid, status.st_gid)
    with suppress(OSError):
        for name in os.listxattr(source):
            with suppress(OSError):
                os.setxattr(target, name, os.getxattr(source, name))


def _swap(ready: Path, path: Path) -> bool:
    """Exchange two files in one step; where the file system cannot, replace one by the other. Returns which: True swapped."""
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if exchange is not None:
        if exchange(_HERE, os.fsencode(ready), _HERE, os.fsencode(path), _EXCHANGE) == 0:
            return True
        code = ctypes.get_errno()
        if code not in _NO_EXCHANGE:
            raise OSError(code, os.strerror(code), str(path))
    ready.replace(path)
    return False


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
