"""Tables of repairs."""
