"""The rulebook as a program: vocabulary, clauses, checking, deciding."""
