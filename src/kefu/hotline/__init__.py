"""The hotline: calls and what came of them, exchanges, recordings, staffing, manners while writing."""
