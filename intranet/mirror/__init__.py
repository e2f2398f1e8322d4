"""The database side of sync: registers, the ledger of a run, the inbox, jobs, screens and commands."""
