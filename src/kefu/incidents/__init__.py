"""Incidents: what befell many at once, its cases, and who claims what for it."""
