"""Record ids: random, with a check digit, never mistaken for a number or a date by a spreadsheet.

Shape: ``K`` + seven random characters + one check character, e.g. ``KQ4M7RXHP``. The alphabet has no vowel, no
``E`` (1E5 is a number), and none of the look-alikes 0/O, 1/I/L, so an id can be read over a telephone.
"""

from __future__ import annotations

import secrets

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
PREFIX = "K"
BODY_LENGTH = 7


def _check_character(body: str) -> str:
    """Luhn mod N over the alphabet: catches every single wrong character and most swaps."""
    factor, total, base = 2, 0, len(ALPHABET)
    for character in reversed(body):
        addend = factor * ALPHABET.index(character)
        factor = 1 if factor == 2 else 2
        total += addend // base + addend % base
    return ALPHABET[(base - total % base) % base]


def mint() -> str:
    """A new random id (27^7, about 10 thousand million, possibilities)."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(BODY_LENGTH))
    return PREFIX + body + _check_character(body)


def is_ours(text: str) -> bool:
    """Whether the text has the shape and the check digit of an id we minted."""
    if len(text) != len(PREFIX) + BODY_LENGTH + 1 or not text.startswith(PREFIX):
        return False
    body, check = text[1:-1], text[-1]
    return all(c in ALPHABET for c in body) and _check_character(body) == check
