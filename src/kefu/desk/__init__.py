"""The pages that show several domains at once."""
