"""How the tables of custody came about."""
