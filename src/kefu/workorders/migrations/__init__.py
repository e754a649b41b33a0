"""The tables of work orders."""
