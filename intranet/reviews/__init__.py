"""The monthly work review at the flag ceremony (C8): what was registered for the month, and what became of it."""
