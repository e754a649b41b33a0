"""What fees show and take: the books, deposits, what a household owes."""
