"""The tables of duties, step by step."""
