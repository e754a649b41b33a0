"""The tables of the hotline."""
