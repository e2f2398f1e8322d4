"""Field masks: `a,b(c,d.e)`, `a/b`, `*`, for choosing what is answered and what is changed."""

from __future__ import annotations

import re
from typing import Any

from .cells import Json
from .errors import ApiError

# A mask is a tree; an empty branch means "all of it".
Mask = dict[str, Any]
_WORD = re.compile(r"[A-Za-z0-9_*]+")


class MaskError(ValueError):
    """The mask's text cannot be read."""


def parse(text: str) -> Mask:
    """The mask as a tree. `*` becomes the empty tree, at any level."""
    reader = _Reader(text.replace(" ", ""))
    tree = reader.fields()
    if reader.rest():
        raise MaskError(text)
    return tree


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def rest(self) -> str:
        return self._text[self._at :]

    def _eat(self, letters: str) -> bool:
        if self._at < len(self._text) and self._text[self._at] in letters:
            self._at += 1
            return True
        return False

    def fields(self) -> Mask:
        tree: Mask = {}
        everything = False
        while True:
            everything |= self._path(tree)
            if not self._eat(","):
                return {} if everything else tree

    def _path(self, tree: Mask) -> bool:
        """Add one path to the tree; true when it is `*` and so takes in all."""
        match = _WORD.match(self._text, self._at)
        if match is None:
            raise MaskError(self._text)
        self._at = match.end()
        name = match[0]
        if name == "*":
            return True
        known = tree.get(name)
        branch = self._below()
        if known == {} or not branch:
            tree[name] = {}
        else:
            tree[name] = _joined(known or {}, branch)
        return False

    def _below(self) -> Mask:
        if self._eat("./"):
            branch: Mask = {}
            return {} if self._path(branch) else branch
        if self._eat("("):
            branch = self.fields()
            if not self._eat(")"):
                raise MaskError(self._text)
            return branch
        return {}


def _joined(one: Mask, other: Mask) -> Mask:
    out = dict(one)
    for name, branch in other.items():
        known = out.get(name)
        if name in out and (known == {} or branch == {}):
            out[name] = {}
        else:
            out[name] = _joined(known or {}, branch)
    return out


def select(mask: Mask, value: Any) -> Any:
    """Only what the mask names; lists are looked through."""
    if not mask:
        return value
    if isinstance(value, list):
        return [select(mask, item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: select(mask[name], item) for name, item in value.items() if name in mask}


def merge(old: Json, new: Json, mask: Mask) -> Json:
    """`old` with the masked fields taken from `new`; a masked field that `new` lacks is cleared."""
    if not mask:
        return dict(new)
    out = dict(old)
    for name, branch in mask.items():
        if branch and (isinstance(new.get(name), dict) or isinstance(old.get(name), dict)):
            out[name] = merge(out.get(name) or {}, new.get(name) or {}, branch)
        elif name in new:
            out[name] = new[name]
        else:
            out.pop(name, None)
    return out


def response_mask(text: str | None, schema: Mask) -> Mask:
    """The mask of a `fields` parameter; a name the resource does not have is a 400."""
    if text is None or text == "":
        return {}
    try:
        mask = parse(text)
    except MaskError as error:
        raise _bad_mask(text) from error
    unknown = first_unknown(mask, schema) if schema else None
    if unknown:
        raise _bad_mask(unknown)
    return mask


def first_unknown(mask: Mask, schema: Mask) -> str | None:
    """The first path of a mask that the schema does not know (an empty branch knows anything)."""
    for name, branch in mask.items():
        if name not in schema:
            return name
        if branch and schema[name]:
            below = first_unknown(branch, schema[name])
            if below:
                return f"{name}.{below}"
    return None


def _bad_mask(path: str) -> ApiError:
    description = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
    violation = {"field": path, "description": description}
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}
    return ApiError("INVALID_ARGUMENT", "Request contains an invalid argument.", details=[detail])
