"""The tables of the staff as the database came to have them."""
