"""Questions out of a text as people keep them in a document: the question, its options by letter, a star at the right one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from intranet.contests.questions import MOST, QuestionData

_NUMBER = re.compile(r"^(?:câu(?:\s+hỏi)?\s*(?:số\s*)?\d+|\d+)\s*[.:)\-]\s*", re.IGNORECASE)
_OPTION = re.compile(r"^(?P<star>\*?)\s*(?P<letter>[A-Fa-f])\s*[.:)]\s*(?P<after>\*?)\s*(?P<text>.+)$")
_ANSWER = re.compile(r"^(?:đáp án(?:\s+đúng)?|đúng)\s*[:.]\s*(?P<letter>[A-Fa-f])\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unread:
    """A question that could not be read: the line where it begins (from 1), and why."""

    line: int
    why: str


def read(content: str) -> tuple[list[QuestionData], list[Unread]]:
    """The questions of a text, parted by blank lines or by the next question, and those that cannot be read."""
    found: list[QuestionData] = []
    unread: list[Unread] = []
    for first, lines in _blocks(content):
        made = _question(lines)
        if isinstance(made, str):
            unread.append(Unread(first, made))
        else:
            found.append(made)
    return found, unread


def _blocks(content: str) -> list[tuple[int, list[str]]]:
    """The lines of each question, with the number of the first."""
    blocks: list[tuple[int, list[str]]] = []
    begun = False
    for number, raw in enumerate(content.splitlines(), 1):
        line = " ".join(raw.split())
        answers = bool(_OPTION.match(line) or _ANSWER.match(line))
        if not line:
            begun = False
        elif begun and (answers or not _has_options(blocks[-1][1])):
            blocks[-1][1].append(line)
        elif answers and blocks:
            blocks[-1][1].append(line)
            begun = True
        else:
            blocks.append((number, [line]))
            begun = True
    return blocks


def _has_options(lines: list[str]) -> bool:
    return any(_OPTION.match(line) for line in lines)


def _question(lines: list[str]) -> QuestionData | str:
    options = [m for line in lines if (m := _OPTION.match(line))]
    text = " ".join(line for line in lines if not _OPTION.match(line) and not _ANSWER.match(line))
    text = _NUMBER.sub("", text).strip()
    if not text:
        return "Chưa thấy câu hỏi trước các phương án."
    if not 2 <= len(options) <= MOST:
        return f"“{text[:60]}”: cần từ 2 đến {MOST} phương án, mỗi phương án một dòng bắt đầu bằng A., B., C. …"
    starred = {place for place, m in enumerate(options) if m["star"] or m["after"]}
    letters = [m["letter"].upper() for m in options]
    said = [m["letter"].upper() for line in lines if (m := _ANSWER.match(line))]
    starred |= {letters.index(letter) for letter in said if letter in letters}
    if len(starred) != 1:
        return f"“{text[:60]}”: đánh dấu * trước đúng một phương án, hoặc thêm dòng “Đáp án: B”."
    return QuestionData(text, tuple(m["text"].strip() for m in options), next(iter(starred)))
