"""Fields out of an editable list: one value of it, or several ticked (``intranet.settings.lists``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from intranet.audit.queries import Word
from intranet.refusal import Refusal
from intranet.registers.choices import Choice
from intranet.registers.kinds import Kind
from intranet.settings import lists
from sync.codecs import ChoiceCodec, Words
from sync.columns import Codec, Value


@dataclass(frozen=True)
class Category(Choice):
    """One out of an editable list (``intranet.settings.lists``). ``setting`` is the list's name.

    A form offers what is in force; what the list had earlier stays readable, in records and in sheets.
    """

    fixed: Mapping[str, str] = field(default_factory=dict)
    setting: str = ""

    def __hash__(self) -> int:
        return hash(self.setting)

    @property
    def choices(self) -> Mapping[str, str]:
        """Every value the list ever had, by its label."""
        return {code: words[0] for code, words in lists.known(self.setting).items()}

    def offered(self, now: Any = "") -> Mapping[str, str]:
        """The list in force, with the record's own value where that has left it."""
        held = lists.in_force(self.setting)
        return {code: label for code, label in self.choices.items() if code in held or code == now}

    def words(self) -> Words:
        """The dictionary of the list as it stands."""
        return Words(lists.known(self.setting))

    def word(self, label: str) -> Word:
        """Its label as it is when the history is read."""
        return Word(label, _Labels(self))

    def codec(self) -> Codec:
        """One value out of the list as it is when a sheet is read."""
        return _LiveChoiceCodec(self.words)


class _LiveChoiceCodec(ChoiceCodec):
    """A codec whose dictionary is edited while the program runs."""

    def __init__(self, read: Callable[[], Words]) -> None:
        self._read = read

    @property
    def words(self) -> Words:  # type: ignore[override]
        """The words as they are now."""
        return self._read()


@dataclass(frozen=True)
class Ticks(Kind):
    """Several out of an editable list, kept as their codes. Never mirrored."""

    setting: str
    control = "ticks"

    @property
    def choices(self) -> Mapping[str, str]:
        """Every value the list ever had, by its label."""
        return {code: words[0] for code, words in lists.known(self.setting).items()}

    def offered(self, now: Any = ()) -> Mapping[str, str]:
        """The list in force, with the record's own values where they have left it."""
        held = lists.in_force(self.setting)
        return {code: label for code, label in self.choices.items() if code in held or code in now}

    def of(self, record: Any, name: str) -> Value:
        """The codes ticked."""
        kept = getattr(record, name)
        return kept.split(",") if kept else []

    def put(self, record: Any, name: str, value: Value) -> None:
        """Kept in one column."""
        setattr(record, name, ",".join(value or ()))

    def checked(self, value: Value, label: str, name: str) -> Value:
        """All of them known."""
        choices = self.choices
        if any(code not in choices for code in value or ()):
            raise Refusal(f"{label}: chọn trong danh sách.", name)
        return list(value or ())

    def shown(self, record: Any, name: str) -> str:
        """Their labels."""
        return self.said(self.of(record, name))

    def said(self, value: Value) -> str:
        """Their labels, one a line."""
        choices = self.choices if value else {}
        return "\n".join(choices.get(code, code) for code in value)

    def typed(self, record: Any, name: str) -> Any:
        """The codes, as boxes ticked."""
        return self.of(record, name)

    def word(self, label: str) -> Word:
        """Several labels."""
        return Word(label, _Labels(self), many=True)


class _Labels(Mapping[str, str]):
    """An editable list's labels, looked up when they are needed."""

    def __init__(self, kind: Choice | Ticks) -> None:
        self._kind = kind

    def __getitem__(self, code: str) -> str:
        return self._kind.choices[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kind.choices)

    def __len__(self) -> int:
        return len(self._kind.choices)
