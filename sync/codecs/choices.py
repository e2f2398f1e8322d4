"""Values out of a fixed set, by the words and signs people use for them: one, several, ticked, or read by a legend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sync.cells import EMPTY, Cell, number, text
from sync.codecs.base import BaseCodec, OneCell, shown
from sync.codecs.refusals import refused, refused_for
from sync.codecs.words import Words, choice_key, unread
from sync.columns import Context, Refused, Value
from sync.values import Problem, parse_number_progress, parse_progress, single_line


class ChoiceCodec(OneCell):
    """One value out of a column's dictionary."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The value so written, by the legend of the tab if that explains the sign."""
        found = self.words.find(shown(cell), context.legend)
        return unread(self.words, shown(cell), context.legend) if found is None else found

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The tab's own sign for the value."""
        return text(self.words.sign(value, context.legend))


class MarkCodec(ChoiceCodec):
    """A sign of a roll-call. A cross means presence in some offices and absence in others: the tab must say which.

    ``crosses`` are such signs, ``present`` what they mean where other signs of the tab stand for ``absent``.
    """

    def __init__(self, words: Words, crosses: Sequence[str], present: Value, absent: Sequence[Value]) -> None:
        super().__init__(words)
        self.crosses = tuple(crosses)
        self.present = present
        self.absent = frozenset(absent)

    def gathered(self, written: Iterable[str], legend: Mapping[str, str]) -> dict[str, str]:
        """The legend, and what a cross must mean where people have other signs for absence and explain none of this."""
        signs = {choice_key(sign) for sign in written}
        explained = {choice_key(sign) for sign in legend}
        unexplained = [c for c in self.crosses if choice_key(c) in signs and choice_key(c) not in explained]
        loose = dict.fromkeys(unexplained, self.words.display(self.present))
        if not loose or not any(self.words.find(sign, legend) in self.absent for sign in signs):
            return dict(legend)
        return {**legend, **loose}

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The mark; an unexplained cross is refused with both its meanings."""
        found = super().read_cell(cell, context)
        if isinstance(found, Refused) and choice_key(shown(cell)) in {choice_key(c) for c in self.crosses}:
            hint = "Đề nghị ghi dòng “Ký hiệu” phía trên bảng, cho biết dấu này là có mặt hay vắng."
            return refused("unknown_value", shown(cell), [self.present, *sorted(self.absent)], hint)
        return found


class BoolCodec(ChoiceCodec):
    """Yes or no; an empty cell is neither. ``yes`` and ``no``: further words of this column ("đã XN", "chưa XN")."""

    def __init__(self, yes: Sequence[str] = (), no: Sequence[str] = ()) -> None:
        super().__init__(
            Words(
                {
                    True: ("x", "có", "rồi", "đã", "✓", "✔", "v", "1", "TRUE", "đồng ý", "được", "xong", *yes),
                    False: ("không", "chưa", "ko", "k", "0", "FALSE", "không có", *no),
                }
            )
        )

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """True, False, or a refusal when it is neither."""
        found = self.words.find(shown(cell), {})
        return refused("neither_yes_nor_no", shown(cell)) if found is None else found

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The word for yes or no."""
        return text(self.words.display(value))


class ChoicesCodec(OneCell):
    """Several values in one cell: "Phó Bí thư kiêm TTr", "TK + CĐ quý II". ``noise`` is dropped before reading."""

    _JOINED = re.compile(r"\s*(?:[+,;&/\n]|\bkiêm\b|\bvà\b|\s[-–]\s)\s*", re.IGNORECASE)

    def __init__(self, words: Words, noise: str = "", joiner: str = ", ") -> None:
        self.words = words
        self.joiner = joiner
        self._noise = re.compile(noise, re.IGNORECASE) if noise else None

    def empty_value(self) -> Value:
        """None of them."""
        return []

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """The values in the order written; a single unknown part refuses the cell."""
        line = shown(cell)
        if self._noise is not None:
            line = self._noise.sub("", single_line(line))
        whole = self.words.find(line, context.legend)
        if whole is not None:
            return [whole]
        parts = [self.words.find(part, context.legend) for part in self._JOINED.split(line) if part.strip()]
        if not parts or None in parts:
            return refused("unknown_value", shown(cell), hint=self.words.hint)
        return list(dict.fromkeys(parts))

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """The display words, joined."""
        return text(self.joiner.join(self.words.sign(v, context.legend) for v in value))


class TickCodec(BaseCodec):
    """A tick in one of several columns, each standing for a value; a column with no index holds the word itself."""

    _TICKS = frozenset(choice_key(tick) for tick in ("x", "✓", "✔", "v", "1", "TRUE", "có", "+"))

    def __init__(self, words: Words) -> None:
        self.words = words

    def read(self, cells: Sequence[Cell], context: Context) -> Value | Refused:
        """The value ticked."""
        found: list[Value] = []
        for cell, index in zip(cells, context.indices, strict=False):
            if not shown(cell).strip() or shown(cell) == "FALSE":
                continue
            value = self.words.find(shown(cell), {}) if index is None else self._ticked(cell, index)
            if value is None:
                return refused("unknown_value", shown(cell))
            found.append(value)
        if len(set(found)) > 1:
            return refused("both_ticked", " ".join(shown(c) for c in cells), sorted(set(found)))
        return found[0] if found else None

    def _ticked(self, cell: Cell, index: Value) -> Value | None:
        return index if choice_key(shown(cell)) in self._TICKS else None

    def write(self, value: Value, current: Sequence[Cell], context: Context) -> list[Cell]:
        """An x in the value's column, or its word in a column for words."""
        return [
            text(self.words.display(value)) if index is None else text("x") if index == value else EMPTY
            for index in context.indices
        ]


class ProgressCodec(ChoiceCodec):
    """How far a piece of work is: a percentage, or one of the words."""

    def read_cell(self, cell: Cell, context: Context) -> Value | Refused:
        """0 to 100, or the word's value."""
        if isinstance(cell.value, float | int) and not isinstance(cell.value, bool):
            return self._percent(parse_number_progress(float(cell.value)), cell)
        percent = parse_progress(shown(cell))
        return super().read_cell(cell, context) if percent is None else self._percent(percent, cell)

    @staticmethod
    def _percent(found: int | Problem, cell: Cell) -> Value | Refused:
        return refused_for(found, shown(cell)) if isinstance(found, Problem) else found

    def write_cell(self, value: Value, current: Cell, context: Context) -> Cell:
        """A percentage as 0,7 over a number, else as "70%"; a word as this tab writes it."""
        if not isinstance(value, int):
            return super().write_cell(value, current, context)
        return number(value / 100) if current.kind == "number" else text(f"{value}%")
