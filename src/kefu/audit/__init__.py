"""An existing register through a rulebook: reading, judging, reporting."""
