"""The tables of the sample, step by step."""
