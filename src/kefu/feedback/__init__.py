"""What residents say of the service: surveys, the opinions given in them, and voices outside."""
