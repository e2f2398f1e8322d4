"""Drive v3: list, get, create, copy, delete files, and who may see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from . import fieldmask
from .cells import Json
from .document import MIME_TYPE, Document
from .errors import ApiError, file_not_found

if TYPE_CHECKING:
    from .world import World

Params = dict[str, list[str]]
_DEFAULT = "kind,id,name,mimeType"
_CLAUSE = re.compile(
    r"^\s*(?:(?P<field>name|mimeType|trashed|modifiedTime)\s*(?P<op>=|!=|contains|>=|<=|>|<)\s*"
    r"(?P<value>\"[^\"]*\"|'(?:[^'\\]|\\.)*'|true|false)"
    r"|(?P<parent>\"[^\"]*\"|'[^']*')\s+in\s+parents)\s*$"
)


class Drive:
    """The Drive side of the world; `lag` is how many seconds its data is behind."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.lag = 0.0

    def list(self, params: Params, user: str) -> Json:
        """files.list: `orderBy` (newest change first), `q`, `pageSize` up to 1000, `pageToken`, `fields`."""
        size = int(_one(params, "pageSize") or 100)
        if not 1 <= size <= 1000:
            raise _invalid(f"Invalid value '{size}'. Values must be within the range: [1, 1000]", "pageSize")
        matches = _query(_one(params, "q") or "")
        files = [
            document.file(self.lag, user)
            for document in self._world.documents.values()
            if document.role(user) is not None
        ]
        found = sorted((file for file in files if matches(file)), key=lambda file: str(file["id"]))
        _sort(found, _one(params, "orderBy") or "modifiedTime desc")
        start = _page_start(_one(params, "pageToken"))
        out: Json = {"kind": "drive#fileList", "incompleteSearch": False}
        if start + size < len(found):
            out["nextPageToken"] = f"~!!~{start + size}"
        out["files"] = found[start : start + size]
        return self._masked(out, params, f"kind,incompleteSearch,nextPageToken,files({_DEFAULT})")

    def get(self, file_id: str, params: Params, user: str) -> Json:
        """files.get."""
        return self._masked(self._visible(file_id, user).file(self.lag, user), params, _DEFAULT)

    def create(self, body: Json, params: Params, user: str) -> Json:
        """files.create of an empty spreadsheet."""
        if body.get("mimeType") != MIME_TYPE:
            raise _invalid("Only spreadsheets can be created here.", "mimeType")
        document = self._world.create(str(body.get("name") or "Untitled"), owner=user)
        document.parents = list(body.get("parents") or [])
        return self._masked(document.file(user=user), params, _DEFAULT)

    def copy(self, file_id: str, body: Json, params: Params, user: str) -> Json:
        """files.copy."""
        source = self._visible(file_id, user)
        name = str(body.get("name") or f"Copy of {source.state.title}")
        document = self._world.create(name, owner=user)
        copied = source.state.copy()
        copied.spreadsheet_id, copied.title = document.id, name
        document.state = copied
        return self._masked(document.file(user=user), params, _DEFAULT)

    def update(self, file_id: str, body: Json, params: Params, user: str) -> Json:
        """files.update: name and trashed."""
        document = self._writable(file_id, user)
        if "name" in body:
            with document.change(user) as state:
                state.title = str(body["name"])
        document.trashed = bool(body.get("trashed", document.trashed))
        return self._masked(document.file(self.lag, user), params, _DEFAULT)

    def delete(self, file_id: str, user: str) -> None:
        """files.delete, for the owner alone."""
        document = self._visible(file_id, user)
        if document.role(user) != "owner":
            raise _no_rights()
        del self._world.documents[file_id]

    def permissions(self, file_id: str, params: Params, user: str) -> Json:
        """permissions.list."""
        found = self._visible(file_id, user).permissions
        out: Json = {"kind": "drive#permissionList", "permissions": found}
        return self._masked(out, params, "kind,permissions(id,type,kind,role)")

    def add_permission(self, file_id: str, body: Json, params: Params, user: str) -> Json:
        """permissions.create."""
        entry = self._writable(file_id, user).share(
            body.get("emailAddress"), str(body.get("role", "reader")), str(body.get("type", "user"))
        )
        return self._masked(entry, params, "kind,id,type,role")

    def remove_permission(self, file_id: str, permission_id: str, user: str) -> None:
        """permissions.delete."""
        document = self._writable(file_id, user)
        kept = [entry for entry in document.permissions if entry["id"] != permission_id]
        if len(kept) == len(document.permissions):
            raise ApiError(
                "NOT_FOUND",
                f"Permission not found: {permission_id}.",
                reason="notFound",
                location="permissionId",
            )
        document.permissions = kept

    def _visible(self, file_id: str, user: str) -> Document:
        document = self._world.documents.get(file_id)
        if document is None or document.role(user) is None:
            raise file_not_found(file_id)
        return document

    def _writable(self, file_id: str, user: str) -> Document:
        document = self._visible(file_id, user)
        if document.role(user) not in {"writer", "owner"}:
            raise _no_rights()
        return document

    def _masked(self, out: Json, params: Params, default: str) -> Json:
        try:
            mask = fieldmask.parse(_one(params, "fields") or default)
        except fieldmask.MaskError as error:
            raise _invalid(f"Invalid field selection {error}", "fields") from error
        masked: Json = fieldmask.select(mask, out)
        return masked


def _one(params: Params, name: str) -> str | None:
    values = params.get(name)
    return values[0] if values else None


def _sort(found: list[Json], order: str) -> None:
    """By the keys of `orderBy`, the first counting most."""
    for key in reversed(order.split(",")):
        field, _, direction = key.strip().partition(" ")
        if field not in {"createdTime", "modifiedTime", "name"} or direction not in {"", "desc"}:
            raise _invalid("Invalid Value", "orderBy")
        found.sort(key=lambda file: str(file[field]), reverse=direction == "desc")


def _page_start(token: str | None) -> int:
    if not token:
        return 0
    if not re.match(r"^~!!~\d+$", token):
        raise _invalid("Invalid Value", "pageToken")
    return int(token[4:])


def _query(text: str) -> Callable[[Json], bool]:
    """A test for `a and b and c`; an unknown clause is a 400, as Drive answers."""
    clauses = [_clause(part) for part in re.split(r"\s+and\s+", text)] if text.strip() else []
    return lambda file: all(clause(file) for clause in clauses)


def _clause(text: str) -> Callable[[Json], bool]:
    match = _CLAUSE.match(text)
    if match is None:
        raise _invalid("Invalid Value", "q")
    if match["parent"]:
        folder = match["parent"][1:-1]
        return lambda file: folder in file["parents"]
    field, operator, wanted = match["field"], match["op"], match["value"]
    if field == "trashed":
        return lambda file: bool(file["trashed"]) == ((wanted == "true") == (operator == "="))
    value = wanted[1:-1].replace("\\'", "'")
    return {
        "=": lambda file: file[field] == value,
        "!=": lambda file: file[field] != value,
        "contains": lambda file: value.casefold() in str(file[field]).casefold(),
        ">": lambda file: _comparable(file[field]) > _comparable(value),
        ">=": lambda file: _comparable(file[field]) >= _comparable(value),
        "<": lambda file: _comparable(file[field]) < _comparable(value),
        "<=": lambda file: _comparable(file[field]) <= _comparable(value),
    }[operator]


def _comparable(moment: str) -> str:
    """Times with or without fraction and Z compare as text."""
    return moment.rstrip("Z").ljust(23, "0" if "." in moment else ".")


def _invalid(message: str, location: str) -> ApiError:
    return ApiError("INVALID_ARGUMENT", message, reason="invalid", location=location)


def _no_rights() -> ApiError:
    return ApiError(
        "PERMISSION_DENIED",
        "The user does not have sufficient permissions for this file.",
        reason="insufficientFilePermissions",
    )
