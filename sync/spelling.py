"""Whether a name typed over another is the same name spelt better, or somebody else's. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher

from sync.values import words_of

#: Two words this much alike (0 to 1) may be spellings of one word.
NEAR = 0.8


def is_respelling(old: str, new: str) -> bool:
    """Whether ``new`` may be the same name as ``old``: marks, a slip, a word added, left out or corrected.

    The last word, by which people here are called, must be nearly the same, and so must half of the words; a name that is
    merely longer or shorter keeps all words of the shorter one.
    """
    before, after = _plain_words(old), _plain_words(new)
    if not before or not after:
        return before == after
    if not _near(before[-1], after[-1]):
        return False
    kept = _kept(before, after)
    return 2 * kept >= max(len(before), len(after)) or kept == min(len(before), len(after))


def _plain_words(name: str) -> list[str]:
    """The words without marks."""
    return [_unmarked(word) for word in words_of(name)]


def _unmarked(word: str) -> str:
    apart = unicodedata.normalize("NFD", word.replace("đ", "d"))
    return "".join(c for c in apart if not unicodedata.combining(c))


def _near(one: str, other: str) -> bool:
    return one == other or SequenceMatcher(None, one, other).ratio() >= NEAR


def _kept(before: Sequence[str], after: Sequence[str]) -> int:
    """How many words of the old name stand in the new one, in their order."""
    rest, kept = list(after), 0
    for word in before:
        at = next((n for n, other in enumerate(rest) if _near(word, other)), None)
        if at is not None:
            kept += 1
            rest = rest[at + 1 :]
    return kept
