"""The organisation tree (C1)."""
