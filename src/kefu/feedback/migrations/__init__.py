"""The tables of surveys and voices, step by step."""
