"""Duties in the database: what clauses demand of whom by when."""
