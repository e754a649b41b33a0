"""A lifelike property office to try kefu on: an estate, its staff, and ninety days of their work."""
