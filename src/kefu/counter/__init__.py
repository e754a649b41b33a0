"""Business at the window: procedures that the rulebook declares, taken step by step."""
