"""The ledger: what happened, append-only and hash-chained by subject."""
