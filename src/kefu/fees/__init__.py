"""The ledger of money: accounts, entries that balance, deposits, charges, receipts."""
