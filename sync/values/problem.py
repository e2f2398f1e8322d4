"""Why a text is no value: a reason code and what a person probably meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """A text that must not be guessed. ``likely``: canonical values to offer, never to take."""

    reason: str
    likely: tuple[Any, ...] = ()
