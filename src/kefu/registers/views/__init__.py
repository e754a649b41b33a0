"""The pages of registers, of revisits' figures and of draws."""
