"""The tables of the money ledger."""
