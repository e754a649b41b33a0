"""Tables of the counter as they came about."""
