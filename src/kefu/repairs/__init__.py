"""Repairs: the engineer's page, with a connection or without; the builder's defects; what a month's repairs come to."""
