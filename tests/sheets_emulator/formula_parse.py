"""Formula tokens to a tree of tuples: ('num', 3), ('ref', Reference), ('op', '+', left, right)..."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from .formula_text import Token, tokens

Node = tuple[Any, ...]
_LEVELS = (("=", "<>", "<", "<=", ">", ">="), ("&",), ("+", "-"), ("*", "/"), ("^",))


class FormulaError(Exception):
    """The text is no formula: Google shows #ERROR! (formula parse error)."""


@lru_cache(maxsize=50_000)
def parse(formula: str) -> Node:
    """Parse a formula with its leading `=`; raises FormulaError."""
    reader = _Reader([token for token in tokens(formula) if token.kind != "space"])
    node = reader.expression(0)
    if reader.peek() is not None:
        raise FormulaError(formula)
    return node


class _Reader:
    def __init__(self, items: list[Token]) -> None:
        self._items = items
        self._at = 0

    def peek(self) -> Token | None:
        return self._items[self._at] if self._at < len(self._items) else None

    def _take(self, text: str | None = None) -> Token:
        token = self.peek()
        if token is None or (text is not None and token.text != text):
            raise FormulaError(text or "end")
        self._at += 1
        return token

    def _next_is(self, *texts: str) -> bool:
        token = self.peek()
        return token is not None and token.kind == "op" and token.text in texts

    def expression(self, level: int) -> Node:
        if level == len(_LEVELS):
            return self._signed()
        left = self.expression(level + 1)
        while self._next_is(*_LEVELS[level]):
            operator = self._take().text
            left = ("op", operator, left, self.expression(level + 1))
        return left

    def _signed(self) -> Node:
        if self._next_is("-", "+"):
            sign = self._take().text
            return ("sign", sign, self._signed())
        node = self._primary()
        while self._next_is("%"):
            self._take()
            node = ("op", "/", node, ("num", 100))
        return node

    def _primary(self) -> Node:
        token = self._take()
        if token.kind == "reference":
            return ("ref", token.reference)
        if token.kind == "number":
            return ("num", float(token.text))
        if token.kind == "string":
            return ("text", token.text[1:-1].replace('""', '"'))
        if token.kind == "error":
            return ("error", token.text[token.text.rindex("#") :])
        if token.kind == "name":
            return self._named(token.text)
        if token.text == "(":
            inner = self.expression(0)
            self._take(")")
            return inner
        raise FormulaError(token.text)

    def _named(self, name: str) -> Node:
        if name.upper() in {"TRUE", "FALSE"} and not self._next_is("("):
            return ("bool", name.upper() == "TRUE")
        if not self._next_is("("):
            return ("name", name)
        self._take("(")
        return ("call", name.upper(), self._arguments())

    def _arguments(self) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self._next_is(")"):
            found.append(("blank",) if self._next_is(",", ";") else self.expression(0))
            if self._next_is(",", ";"):
                self._take()
                if self._next_is(")"):
                    found.append(("blank",))
        self._take(")")
        return tuple(found)
