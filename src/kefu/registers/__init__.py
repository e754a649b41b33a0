"""Registers as departments print them, the form of each revisit, what revisits come to, and draws of cases for them."""
