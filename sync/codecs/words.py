"""The dictionary of a column with fixed values: every word and sign people use for each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from sync.codecs.refusals import refused
from sync.columns import Refused, Value
from sync.values import compare_key, refers_elsewhere, single_line


@lru_cache(maxsize=4096)
def choice_key(words: str) -> str:
    """A key equal for spellings of one choice: case, tone place, spaces and closing punctuation do not count."""
    return compare_key(words).strip(" .,;:!")


class Words:
    """The dictionary of one column: each value with the word it is written as and its synonyms.

    ``maybe``: words that probably mean a value, so that it is offered, never taken.
    """

    def __init__(self, values: Mapping[Value, Sequence[str]], maybe: Mapping[str, Value] | None = None) -> None:
        self.values = dict(values)
        self.maybe = {choice_key(word): value for word, value in (maybe or {}).items()}
        self._by_key = {choice_key(word): value for value, words in values.items() for word in words}

    def display(self, value: Value) -> str:
        """The word to write for a value; the value itself for one that has none."""
        return self.values[value][0] if value in self.values else str(value)

    def find(self, words: str, legend: Mapping[str, str]) -> Value | None:
        """The value so written. A sign the tab's legend explains means what the legend says, and nothing else."""
        key = choice_key(words)
        meaning = next((m for sign, m in legend.items() if choice_key(sign) == key), None)
        return self._by_key.get(choice_key(meaning) if meaning is not None else key)

    def sign(self, value: Value, legend: Mapping[str, str]) -> str:
        """How this tab writes the value: its legend's sign for it, else the display word."""
        by_legend = (sign for sign, meaning in legend.items() if self._by_key.get(choice_key(meaning)) == value)
        return next(by_legend, self.display(value))

    @property
    def hint(self) -> str:
        """The words that are taken."""
        return "Ghi một trong: " + ", ".join(words[0] for words in self.values.values()) + "."


_PARTS = re.compile(r"\s*(?:[/;,+&\n]|\s[-–]\s|\bhoặc\b|\bvà\b)\s*")


_LABEL = re.compile(r"^[^:]{1,12}:\s*")


def unread(words: Words, written: str, legend: Mapping[str, str]) -> Refused:
    """Why a text is none of the values: two of them at once, a question mark, another place, or unknown."""
    if refers_elsewhere(written):
        return refused("refers_elsewhere", written)
    parts = [words.find(_LABEL.sub("", part), legend) for part in _PARTS.split(single_line(written))]
    if len(parts) > 1 and all(part is not None for part in parts):
        return refused("two_values", written, list(dict.fromkeys(parts)), words.hint)
    bare = written.replace("?", "").strip()
    if bare != written.strip() and bare and (likely := words.find(bare, legend)) is not None:
        return refused("unsure", written, [likely], words.hint)
    likely = words.maybe.get(choice_key(written))
    return refused("unknown_value", written, [] if likely is None else [likely], words.hint)
