"""The pages of orders: the list, one order, a verb each, a new one, the directory, a month's answers, papers."""
