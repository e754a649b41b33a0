"""The wallboard: how a community's work stands, for a screen on the wall."""
