"""Draws of cases for revisits, step by step."""
