"""The savings fund (C13): funds, their ledger, monthly close, joint works in kind."""
