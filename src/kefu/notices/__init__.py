"""What the program tells its users, and that they took note."""
