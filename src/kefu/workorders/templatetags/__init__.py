"""What the templates of orders may use."""
