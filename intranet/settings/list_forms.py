"""An editable list as an administrator writes it: rows of a label and the other words people use for it.

A row without a label leaves the list from that day on; its code stays with the records that have it, and no other entry
ever gets it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from intranet.formatting import search_key
from intranet.forms import Form, tidy
from intranet.settings import lists
from intranet.settings.defaults import Default

#: Empty rows offered for further entries.
SPARE = 3
_NOT_CODE = re.compile(r"[^a-z0-9]+")


def rows(value: Mapping[str, Sequence[str]]) -> list[str]:
    """The names of the form's rows: the codes of the list, then the spare ones."""
    return [*value, *(f"new-{n}" for n in range(1, SPARE + 1))]


def typed(value: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The list as it first stands in the form."""
    labels = {f"label-{code}": words[0] for code, words in value.items()}
    return {**labels, **{f"words-{code}": "; ".join(words[1:]) for code, words in value.items()}}


def read(form: Form, rule: Default) -> dict[str, Any]:
    """The list as typed, with what is wrong said in the form. A word may belong to one entry only."""
    known = lists.known(rule.name)
    value: dict[str, list[str]] = {}
    for row, label, words in _typed_rows(form):
        code = row if row in known else _new_code(label, {*known, *value})
        value[code] = list(dict.fromkeys([label, *words]))
    if form and not value:
        form.fail("label-new-1", "Danh mục phải còn ít nhất một mục.")
    _refuse_shared_words(form, value)
    return value


def said(value: Mapping[str, Sequence[str]]) -> list[str]:
    """The list in words, one line an entry."""
    return [words[0] for words in value.values()]


def _typed_rows(form: Form) -> Iterator[tuple[str, str, list[str]]]:
    for name in [key for key in form.data if key.startswith("label-")]:
        row = name.removeprefix("label-")
        label = form.text(name, "Tên mục", limit=200)
        words = [tidy(word) for word in form.text(f"words-{row}", "Cách ghi khác", limit=1000).split(";")]
        if label:
            yield row, label, [word for word in words if word]
        elif any(words) and row.startswith("new-"):
            form.fail(name, "Nhập tên mục cho các cách ghi khác.")


def _new_code(label: str, taken: set[str]) -> str:
    """A code nobody has had: out of the label, numbered where that is taken."""
    code = _NOT_CODE.sub("_", search_key(label)).strip("_")[:30] or "muc"
    numbered = (f"{code}_{n}" for n in range(2, 1000))
    return code if code not in taken else next(each for each in numbered if each not in taken)


def _refuse_shared_words(form: Form, value: Mapping[str, Sequence[str]]) -> None:
    seen: dict[str, str] = {}
    for code, words in value.items():
        for word in {search_key(word) for word in words}:
            if seen.setdefault(word, code) != code:
                other = value[seen[word]][0]
                form.fail(
                    f"label-{code}",
                    f"“{words[0]}” và “{other}” có cách ghi trùng nhau. Mỗi cách ghi chỉ thuộc một mục.",
                )
