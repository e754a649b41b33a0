"""Views of the governing pages."""
