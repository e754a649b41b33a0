"""Buildings, units, areas, and who lives there."""
