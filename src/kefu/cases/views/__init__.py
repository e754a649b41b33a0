"""The pages of cases: lists, intake, one case, and a verb each."""
