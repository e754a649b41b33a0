"""Tables of incidents."""
