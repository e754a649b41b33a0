"""What templates of all domains may use."""
