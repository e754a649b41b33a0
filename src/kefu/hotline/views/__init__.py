"""Pages of the hotline, and the address at which exchanges report."""
