"""The pages of surveys, opinions and voices outside."""
