"""The mapped classes of all registers, gathered where the application looks for them."""

from __future__ import annotations

from intranet.registers.catalogue import ALL

MODELS = tuple(register.model for register in ALL)
