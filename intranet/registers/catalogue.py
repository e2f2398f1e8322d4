"""Every declared register, in the order in which they are offered."""

from __future__ import annotations

from intranet.registers.description import Register
from intranet.registers.good_deeds import GOOD_DEEDS

ALL: tuple[Register, ...] = (GOOD_DEEDS,)
#: By identifier, and by the word in addresses.
BY_NAME = {register.name: register for register in ALL}
BY_PATH = {register.path: register for register in ALL}
