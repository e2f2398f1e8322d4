"""Which rows under a header are records, and which are group headers, totals, notes, the signature block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from sync import ids
from sync.cells import text
from sync.codecs import ChoiceCodec, DateCodec
from sync.columns import Context, Refused, Table, Value
from sync.headers import TabText, header_key
from sync.layout import Layout
from sync.values import parse_period

RowKind = Literal["blank", "header", "numbers", "group", "total", "note", "signature", "data", "stray"]

#: The branch of rows under a group header that names a branch nobody knows: it holds no one.
UNKNOWN_BRANCH = "?"

_ORDINALS = {header_key(name) for name in ("STT", "TT", "Số TT", "Số thứ tự", "Số", "S TT")}
_NUMBER_CELL = re.compile(r"\(?(\d{1,2})\)?")
_TOTAL = re.compile(
    r"(?:tổng cộng|tổng số|tổng tiền|tổng toàn|lũy kế)\b.*|toàn (?:tỉnh|huyện|thành phố|xã|phường|khối|đảng bộ)\s*:?.*\d.*|"
    r"tổng|cộng(?:$|\s*[:(\d].*|\s+"
    r"(?:cả|dồn|tháng|quý|năm|toàn|chi bộ|đảng bộ|thôn|ấp|khối|nhóm|mục|phần|số|trang)\b.*)"
)
_GRAND = re.compile(r"(?:tổng cộng|cộng cả|tổng số|cộng toàn)\b.*|tổng|cộng")
_NOTE = re.compile(r"(?:ghi chú|trong đó|ký hiệu|kí hiệu|chú thích|lưu ý|quy ước|đvt|đơn vị tính)\b.*")
_SIGNATURE = re.compile(
    r"(?:t/l|người (?:lập|tổng hợp|ghi|báo cáo|viết|theo dõi)|nơi nhận|t/m|tm\.?\s|k/t|kt\.?\s|thư ký|kế toán|thủ quỹ|bí thư|"
    r"phó bí thư|chủ tịch|phó chủ tịch|thủ trưởng|xác nhận|trưởng ban|chi ủy|đảng ủy|ban thường vụ|- ?lưu|- ?các|\(ký).*"
    r"|.*,? ngày[\s.…\d]* ?tháng[\s.…\d]* ?năm[\s.…\d]*"
)
_GROUP_NUMBER = re.compile(r"^(?:(?:[IVXLC]+|[A-Z]|\d{1,2})\s*[.)/\-–:]|[*•+–-])\s*")
_GROUP_COUNT = re.compile(r"\s*[(:]\s*\d+\s*(?:đ/c|đồng chí|đảng viên|đv|chi bộ|người)?\s*\)?\s*$", re.IGNORECASE)
_QUARTER = re.compile(r"(?:quý|tháng|học kỳ|đợt|6 tháng)\b.*")
_BRANCH_WORDS = re.compile(r"\b(?:chi bộ|c\.? ?bộ|cb|đảng bộ|tổ đảng)\b")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row under the header. ``branch`` is the one its group header names, ``group`` that header's text.

    ``said``: what the group header says of its rows, by field. ``key``: by which a new record finds its group.
    """

    row: int
    kind: RowKind
    branch: str | None = None
    group: str = ""
    said: Mapping[str, Value] = field(default_factory=dict)
    key: str | None = None


def group_words(group: str) -> str:
    """A group header without its number and count: "II. Chi bộ thôn Quang Thọ (27 đ/c)", "* Đảng bộ xã Vũ Muộn"."""
    return _GROUP_COUNT.sub("", _GROUP_NUMBER.sub("", group)).strip()


def said_by(group: str, table: Table, context: Context) -> dict[str, Value]:
    """What a group header says by the fields it may speak of: a value, or for a date the period of its rows."""
    words, said = group_words(group), dict[str, Value]()
    for name in table.group_fields:
        codec = table.field(name).codec
        if isinstance(codec, DateCodec):
            value: Value | Refused = parse_period(words, context.year)
        elif isinstance(codec, ChoiceCodec) or _BRANCH_WORDS.search(words.lower()) or group.startswith("*"):
            value = codec.decode([text(words)], context)
        else:
            continue
        if value is not None and not isinstance(value, Refused):
            said[name] = value
    return said


class RowReader:
    """Tells the rows of one tab apart, from the header down."""

    def __init__(self, page: TabText, table: Table, layout: Layout, context: Context) -> None:
        self.page = page
        self.table = table
        self.layout = layout
        self.context = context
        self.directory = context.directory
        self.mapped = {column.column for column in layout.mapping.columns}
        required = {each.name for each in table.fields if each.required}
        self.required = {column.column for column in layout.mapping.columns if column.field in required}
        self.ordinals = {header.column for header in layout.headers if header.key in _ORDINALS} - self.mapped
        self.ours = {layout.id_column} if layout.has_id_column else set()
        self.ours |= {layout.note_column} if layout.has_note_column else set()
        self.header_texts = {h.column: h.key for h in layout.headers if h.column in self.mapped}

    def rows(self) -> Iterator[TableRow]:
        """Every row under the header with its kind. Under the end of the table nothing is a record unless it bears our id."""
        kinds = {row: self._kind(row) for row in range(self.layout.bottom + 1, len(self.page.tab.grid))}
        signed, over = self._ends(kinds)
        group = TableRow(0, "group")
        for row, kind in kinds.items():
            if kind == "data" and row > over and not self._has_our_id(row):
                kind = "note" if row > signed else "stray"
            if kind == "group" and row > over:
                kind = "note"
            if kind == "group":
                group = self._group(row, group)
            yield replace(group, row=row, kind=kind)

    def _group(self, row: int, above: TableRow) -> TableRow:
        """What a group header says. One that says nothing (a note among the rows) ends the group above it all the same."""
        text = self._text(row)
        branch = self.branch_of(text) if self.table.branch_field or not self.table.group_fields else None
        said = said_by(text, self.table, self.context)
        key = branch if branch not in (None, UNKNOWN_BRANCH) else next((str(v) for v in said.values()), None)
        fields = {name: v for name, v in said.items() if not isinstance(self.table.field(name).codec, DateCodec)}
        return TableRow(row, "group", branch, text, fields, key)

    def _ends(self, kinds: Mapping[int, RowKind]) -> tuple[int, int]:
        """Where the signature block begins, and where the table is over: there, or at the last grand total before it.

        A total with a group header below it is a subtotal, one with no record above it stands at the top of its table.
        """
        beyond = len(self.page.tab.grid)
        first = min((row for row, kind in kinds.items() if kind == "data"), default=beyond)
        after_header = self.layout.bottom + 3
        signed = min((r for r, k in kinds.items() if k == "signature" and r > min(first, after_header)), default=beyond)
        over = signed
        for row in sorted(kinds, reverse=True):
            if row >= signed:
                continue
            if row < first or kinds[row] == "group":
                break
            if kinds[row] == "total" and _GRAND.fullmatch(self._total_key(row)):
                over = row
                break
        return signed, over

    def branch_of(self, group: str) -> str | None:
        """The branch a group header names: "II. Chi bộ thôn Quang Thọ (27 đ/c)". None for a header about something else."""
        words = group_words(group)
        if _QUARTER.fullmatch(words.lower()):
            return None
        found = self.directory.find_organisation(words)
        if isinstance(found, str):
            return found
        return UNKNOWN_BRANCH if found is not None or _BRANCH_WORDS.search(words.lower()) else None

    def _kind(self, row: int) -> RowKind:
        filled = [column for column in self.page.filled(row) if column not in self.ours]
        if not filled or not self._says_something(row, filled):
            return "blank"
        if self._is_column_numbers(row, filled):
            return "numbers"
        if self._repeats_header(row):
            return "header"
        texts = [t for c in filled if self.page.tab.cell(row, c).kind == "text" and (t := self.page.text(row, c))]
        wide = any(self._is_wide(row, column) for column in filled)
        if texts and all(_SIGNATURE.fullmatch(t.lower()) for t in texts) and not self._may_be_named(row, filled):
            return "signature"
        if self._is_total(row, filled, wide):
            return "total"
        if self._has_our_id(row) and any(column in self.mapped for column in filled):
            return "data"  # one value left of a known record: it is not deleted
        if len(texts) == 1 and not self._numbered(row) and self._stands_alone(row, filled, wide):
            return "note" if _NOTE.fullmatch(texts[0].lower()) or len(texts[0]) > 120 else "group"
        return "data" if self._is_record(row, filled) else "note"

    def _may_be_named(self, row: int, filled: list[int]) -> bool:
        """Whether the row is numbered, or tells in small letters what its record is: then it signs nothing."""
        if self._numbered(row):
            return True
        told = (self.page.text(row, c) for c in filled if c in self.required and not self._is_wide(row, c))
        return any(text != text.upper() for text in told)

    def _says_something(self, row: int, filled: list[int]) -> bool:
        """A row of numbers and formulas prepared in advance says nothing yet."""
        for column in filled:
            cell = self.page.tab.cell(row, column)
            if column in self.mapped and not cell.formula:
                return True
            if cell.kind == "text" and cell.formula is None and not self.page.text(row, column).isdigit():
                return True
        return False

    def _is_column_numbers(self, row: int, filled: list[int]) -> bool:
        """The row (1) (2) (3) under a header; a column moved or taken out since leaves the rest of the numbers."""
        if len(filled) < 3 or row > self.layout.bottom + 2:
            return False
        found = [_NUMBER_CELL.fullmatch(self.page.text(row, column)) for column in filled]
        numbers = [int(m[1]) for m in found if m]
        if len(numbers) < len(filled) or len(set(numbers)) < len(numbers):
            return False
        return max(numbers) - min(numbers) < 2 * len(numbers)

    def _repeats_header(self, row: int) -> bool:
        """The header once more, as at the top of a printed page."""
        same = [c for c, key in self.header_texts.items() if key and header_key(self.page.text(row, c)) == key]
        return len(same) > 1 and len(same) * 2 > len(self.header_texts)

    def _is_wide(self, row: int, column: int) -> bool:
        """Whether the cell is merged over columns to its right."""
        return self.page.home(row, column + 1) == (row, column)

    def _numbered(self, row: int) -> bool:
        return any(self.page.text(row, column).rstrip(".").isdigit() for column in self.ordinals)

    def _text(self, row: int) -> str:
        columns = self.page.filled(row)
        return self.page.text(row, columns[0]) if columns else ""

    def _total_key(self, row: int) -> str:
        return self._text(row).lower().rstrip(" :.").split(":")[0].strip()

    def _is_total(self, row: int, filled: list[int], wide: bool) -> bool:
        """The first cell speaks of a total, and no person or thing is named before it (a merged cell from above counts)."""
        first = filled[0]
        before = any(self._value_at(row, column) for column in self.required if column < first)
        if before or self._numbered(row):
            return False
        return bool(_TOTAL.fullmatch(self.page.text(row, first).lower())) and (wide or first <= max(self.mapped))

    def _value_at(self, row: int, column: int) -> str:
        """The text of a cell, from the cell above if they are merged downwards; a sideways merge has none."""
        home = self.page.home(row, column)
        return self.page.text(*home) if home[1] == column else ""

    def _stands_alone(self, row: int, filled: list[int], wide: bool) -> bool:
        """One text in the row, at its left or over several columns: a group header or a note, unless it may begin a record."""
        others = [c for c in filled if self.page.tab.cell(row, c).kind != "text"]
        if any(self.page.tab.cell(row, c).formula is None and c in self.mapped for c in others):
            return False
        first = next(c for c in filled if c not in others)
        if wide or (first not in self.mapped and first <= min(self.mapped)):
            return True
        if first != min(self.mapped) or any(self._value_at(row, c) for c in self.required - {first}):
            return False
        text = self.page.text(row, first)
        return bool(_GROUP_NUMBER.match(text)) or isinstance(self.directory.find_organisation(text), str)

    def _is_record(self, row: int, filled: list[int]) -> bool:
        """A required value, or two values, or a number and a value."""
        own = [c for c in filled if c in self.mapped and not self._is_wide(row, c)]
        if any(c in self.required for c in own):
            return True
        return len(own) > 1 or bool(own and self._numbered(row))

    def _has_our_id(self, row: int) -> bool:
        return self.layout.has_id_column and ids.is_ours(self.page.text(row, self.layout.id_column))
