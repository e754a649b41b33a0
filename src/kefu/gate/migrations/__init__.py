"""The tables of the gate, step by step."""
