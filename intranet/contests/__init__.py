"""Contests (C14): rounds, ranking, entries out of a file, and the online quiz."""
