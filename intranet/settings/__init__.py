"""Dated settings and locked periods."""
