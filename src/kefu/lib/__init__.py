"""Pure building blocks: no Django, no clock, no knowledge of the domain."""
