"""Text as people type it: one spelling for comparing, marks that repeat the line above, lists inside one cell."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_TONES = "\u0300\u0301\u0303\u0309\u0323"
#: Zero-width characters, and the control characters that no .xlsx and no database takes.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufffe\uffff\u200b-\u200f\u2060\ufeff\u00ad]")
_SPACES = re.compile(r"[^\S\n]+")
_WORD = re.compile(r"[^\W_]+")

#: Marks for "the same as right above" (domain.md, section 5). A sentence such as "như năm 2021" is none of them.
_DITTO = frozenset(
    {
        "nt",
        "n.t",
        "nt.",
        "n.t.",
        "-nt-",
        "- nt -",
        "//",
        "-//-",
        "- // -",
        '"',
        "''",
        "“",
        "”",
        "〃",
        "như trên",
        "như trên.",
    }
)


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """NFC, CRLF as LF, no invisible characters, every run of spaces (also no-break ones) as one, ends trimmed."""
    visible = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    lines = _SPACES.sub(" ", unicodedata.normalize("NFC", visible)).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


@lru_cache(maxsize=16384)
def single_line(text: str) -> str:
    """The cleaned text on one line."""
    return " ".join(clean(text).split())


def _untoned(word: str) -> str:
    """The word with its tone moved to the end, so that hoà and hòa are one (domain.md, section 6)."""
    apart = unicodedata.normalize("NFD", word)
    letters = "".join(c for c in apart if c not in _TONES)
    return unicodedata.normalize("NFC", letters) + "".join(c for c in apart if c in _TONES)


@lru_cache(maxsize=8192)
def compare_key(text: str) -> str:
    """A key equal for texts that differ only in case, spaces, Unicode form or the place of a tone."""
    return " ".join(_untoned(word) for word in single_line(text).casefold().split())


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text as comparison keys, punctuation left out."""
    return tuple(_untoned(word) for word in _WORD.findall(single_line(text).casefold()))


def title_case(name: str) -> str:
    """A person's name with every word capitalised: ``TÔ  THỊ hoa`` is ``Tô Thị Hoa``."""
    return " ".join(_capitalised(word) for word in single_line(name).split(" "))


def _capitalised(word: str) -> str:
    """The word with a capital first letter; a name such as H'Hen keeps its inner one."""
    inner = any(c in word for c in "'’-") and not (word.isupper() or word.islower())
    return word[:1].upper() + (word[1:] if inner else word[1:].lower())


def is_ditto(text: str) -> bool:
    """Whether the cell repeats the one right above: nt, //, " or như trên."""
    return " ".join(unicodedata.normalize("NFC", text).split()).lower() in _DITTO


def refers_elsewhere(text: str) -> bool:
    """Whether the whole text points to some other place: ``như năm 2021``, ``như đ/c trên``, ``như T9``."""
    return bool(_ELSEWHERE.fullmatch(single_line(text).lower()))


_ELSEWHERE = re.compile(
    r"(?:vẫn )?(?:như|giống) (?:(?:năm|tháng|quý|kỳ|tuần|buổi|đợt|lần) (?:\S+|trước|ngoái)(?: \d+)?|t ?\d+|"
    r"(?:đ/c|đồng chí|dòng|mục|người|ô|bạn)\b.*|trên .+)"
)

_LEVEL = r"(?:tuyệt mật|tối mật|mật)"
_MARKED_LINE = re.compile(rf"\W*(?:(?:độ|mức độ) mật\W+)?{_LEVEL}\W*", re.IGNORECASE)
_MARKED_INSIDE = re.compile(
    rf"[\[({{]\s*(?:độ mật\W*)?{_LEVEL}\s*[\])}}]|\bđộ mật\s*:\s*{_LEVEL}\b"
    r"|(?:^|\W)(?:tuyệt mật|tối mật)\s*[:\-–—]",
    re.IGNORECASE | re.MULTILINE,
)
_MARKED_BY_CASE = re.compile(
    r"\b(?:TUYỆT MẬT|TỐI MẬT)\b|^MẬT\s*[:\-–—./]|[:\-–—./]\s*MẬT$"
    r"|\b(?:[Tt]ài liệu|[Vv]ăn bản|[Cc]ông văn|[Hh]ồ sơ)\s+(?:Mật|MẬT|Tối mật|Tuyệt mật)\b",
    re.MULTILINE,
)


def security_marking(text: str) -> bool:
    """Whether the text bears a marking Mật, Tối mật or Tuyệt mật (domain.md, section 7).

    A marking stands alone on its line, in brackets, before a colon or in capitals; "mật ong", "bảo mật", "mật độ" and
    "giữ gìn tài liệu mật" are ordinary words.
    """
    cleaned = clean(text)
    if "mật" not in cleaned.lower():
        return False
    if any(_MARKED_LINE.fullmatch(line) for line in cleaned.split("\n")):
        return True
    return bool(_MARKED_INSIDE.search(cleaned) or _MARKED_BY_CASE.search(cleaned))


_MARKER = re.compile(r"^(?:(\d{1,2})\s*[.)/]|[-–+•*])\s*(?=\D)")
_INLINE = re.compile(r"(?:(?<=\s)|^)(\d{1,2})\s*[.)]\s*(?=\D)")


def split_items(text: str) -> list[str]:
    """The items of a numbered or dashed list in one cell; a text that is no list is one item. Numbers are left out."""
    cleaned = clean(text)
    lines = [line for line in cleaned.split("\n") if line]
    marked = [bool(_MARKER.match(line)) for line in lines]
    if len(lines) > 1 and marked[0]:
        return _joined(lines, marked)
    return [item for item in _inline_items(single_line(cleaned)) if item]


def _joined(lines: list[str], marked: list[bool]) -> list[str]:
    """Marked lines begin an item; an unmarked line goes on with the item above it."""
    items: list[str] = []
    for line, begins in zip(lines, marked, strict=True):
        if begins:
            items.append(_MARKER.sub("", line, count=1).strip())
        else:
            items[-1] = f"{items[-1]} {line}".strip()
    return [item for item in items if item]


def _inline_items(line: str) -> list[str]:
    """``1. Đọc sách 2. Trồng cây``: only when the numbers run 1, 2, 3 from the very beginning."""
    starts = list(_INLINE.finditer(line))
    if not starts or starts[0].start() != 0 or int(starts[0][1]) != 1:
        return [_MARKER.sub("", line, count=1).strip()]
    chosen = [starts[0]]
    for match in starts[1:]:
        if int(match[1]) == len(chosen) + 1:
            chosen.append(match)
    ends = [m.start() for m in chosen[1:]] + [len(line)]
    return [line[m.end() : end].strip(" ;") for m, end in zip(chosen, ends, strict=True)]
