"""The tables of estate, step by step."""
