"""The front desk: the queue at the window, the log of whoever came or called, the clerk's one page."""
