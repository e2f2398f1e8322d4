"""The start page: what waits, how far everything is."""
