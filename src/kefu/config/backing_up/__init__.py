"""Backups: one file that holds the database, the files and the secrets of an installation."""
