"""The pages of an estate."""
