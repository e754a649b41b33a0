"""The staff: who they are, which communities, departments and posts there are, and who holds which."""
