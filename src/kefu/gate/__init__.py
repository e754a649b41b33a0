"""The gate: passes, visitors, goods that are let out, and the page with which guards work, connection or none."""
