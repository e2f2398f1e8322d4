"""Which verb of which service a request means."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from .cells import Json
from .errors import ApiError
from .world import World

Params = dict[str, list[str]]
Action = Callable[[World, "Request"], Any]


@dataclass
class Request:
    """A parsed request: file id and the rest of the path (range, sheet or permission id), query, body, account."""

    id: str
    rest: str
    params: Params
    body: Json
    user: str = ""


@dataclass(frozen=True)
class Route:
    """One endpoint. `kind` is its quota (read, write, drive); `changes` needs a writing scope."""

    method: str
    pattern: re.Pattern[str]
    kind: str
    operation: str
    action: Action
    changes: bool = False


def _route(method: str, path: str, kind: str, operation: str, action: Action, changes: bool = False) -> Route:
    pattern = re.compile("^" + path.replace("{}", "([^/:]+)").replace("{range}", "(.+?)") + "$")
    return Route(method, pattern, kind, operation, action, changes)


_S = "/v4/spreadsheets"
_D = "/drive/v3/files"
ROUTES = [
    _route("POST", _S, "write", "create", lambda w, r: w.sheets.create(r.body, r.params, r.user)),
    _route("GET", f"{_S}/{{}}", "read", "get", lambda w, r: w.sheets.get(r.id, r.params, r.user)),
    _route(
        "POST",
        f"{_S}/{{}}:batchUpdate",
        "write",
        "batchUpdate",
        lambda w, r: w.sheets.batch_update(r.id, r.body, r.params, r.user),
    ),
    _route(
        "POST",
        f"{_S}/{{}}:getByDataFilter",
        "read",
        "getByDataFilter",
        lambda w, r: w.sheets.get_by_filter(r.id, r.body, r.params, r.user),
    ),
    _route(
        "POST",
        f"{_S}/{{}}/sheets/{{}}:copyTo",
        "write",
        "copyTo",
        lambda w, r: w.sheets.copy_sheet(r.id, int(r.rest), r.body, r.user),
    ),
    _route(
        "GET",
        f"{_S}/{{}}/values:batchGet",
        "read",
        "values.batchGet",
        lambda w, r: w.sheets.values_batch_get(r.id, r.params, r.user),
    ),
    _route(
        "POST",
        f"{_S}/{{}}/values:batchGetByDataFilter",
        "read",
        "values.batchGetByDataFilter",
        lambda w, r: w.sheets.values_by_filter(r.id, r.body, r.user),
    ),
    _route(
        "POST",
        f"{_S}/{{}}/values:batchUpdate",
        "write",
        "values.batchUpdate",
        lambda w, r: w.sheets.values_batch_update(r.id, r.body, r.user),
    ),
    _route(
        "POST",
        f"{_S}/{{}}/values:batchClear",
        "write",
        "values.batchClear",
        lambda w, r: w.sheets.values_batch_clear(r.id, r.body, r.user),
    ),
    _route(
        "POST",
        f"{_S}/{{}}/values/{{range}}:append",
        "write",
        "values.append",
        lambda w, r: w.sheets.values_append(r.id, r.rest, r.body, r.params, r.user),
    ),
    _route(
        "POST",
        f"{_S}/{{}}/values/{{range}}:clear",
        "write",
        "values.clear",
        lambda w, r: w.sheets.values_clear(r.id, r.rest, r.user),
    ),
    _route(
        "PUT",
        f"{_S}/{{}}/values/{{range}}",
        "write",
        "values.update",
        lambda w, r: w.sheets.values_update(r.id, r.rest, r.body, r.params, r.user),
    ),
    _route(
        "GET",
        f"{_S}/{{}}/values/{{range}}",
        "read",
        "values.get",
        lambda w, r: w.sheets.values_get(r.id, r.rest, r.params, r.user),
    ),
    _route("GET", _D, "drive", "files.list", lambda w, r: w.drive.list(r.params, r.user)),
    _route("POST", _D, "drive", "files.create", lambda w, r: w.drive.create(r.body, r.params, r.user), True),
    _route(
        "POST",
        f"{_D}/{{}}/copy",
        "drive",
        "files.copy",
        lambda w, r: w.drive.copy(r.id, r.body, r.params, r.user),
        True,
    ),
    _route("GET", f"{_D}/{{}}", "drive", "files.get", lambda w, r: w.drive.get(r.id, r.params, r.user)),
    _route(
        "PATCH",
        f"{_D}/{{}}",
        "drive",
        "files.update",
        lambda w, r: w.drive.update(r.id, r.body, r.params, r.user),
        True,
    ),
    _route("DELETE", f"{_D}/{{}}", "drive", "files.delete", lambda w, r: w.drive.delete(r.id, r.user), True),
    _route(
        "GET",
        f"{_D}/{{}}/permissions",
        "drive",
        "permissions.list",
        lambda w, r: w.drive.permissions(r.id, r.params, r.user),
    ),
    _route(
        "POST",
        f"{_D}/{{}}/permissions",
        "drive",
        "permissions.create",
        lambda w, r: w.drive.add_permission(r.id, r.body, r.params, r.user),
        True,
    ),
    _route(
        "DELETE",
        f"{_D}/{{}}/permissions/{{}}",
        "drive",
        "permissions.delete",
        lambda w, r: w.drive.remove_permission(r.id, r.rest, r.user),
        True,
    ),
    _route("GET", f"{_D}/{{}}/comments", "drive", "comments.list", lambda w, r: {"comments": []}),
]


def find(method: str, path: str) -> tuple[Route, tuple[str, ...]]:
    """The route of a raw (still percent-encoded) path and its decoded parts; 404 or 405 otherwise."""
    other_verb = False
    for route in ROUTES:
        match = route.pattern.match(path)
        if match is None:
            continue
        if route.method == method:
            return route, tuple(unquote(part) for part in match.groups())
        other_verb = True
    if other_verb:
        raise ApiError("METHOD_NOT_ALLOWED", "Method not allowed.", reason="httpMethodNotAllowed")
    raise ApiError("NOT_FOUND", "Method not found.", reason="notFound")
