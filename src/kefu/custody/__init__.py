"""Things that are handed out once: cards, keys, parking spaces; who has which, since when, until when."""
