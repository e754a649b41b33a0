"""What templates about the staff may use."""
